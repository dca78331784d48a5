package RT::Expected;
# Tables of ../shared/data/expected beside what the product answers.
#
#   my $shared = RT::Expected::shared() or plan skip_all => ...;
#   my $want = RT::Expected::table('churn_yearly_eusaving.csv');
#   is RT::Expected::differences(RT::Expected::csv($text), $want), '', '...';
use strict;
use warnings;
use utf8;

# The folder beside the checkout; undef where it is not there.
sub shared {
    my $dir = $ENV{RT_SHARED} // ($ENV{RT_SOURCE} // '.') . '/../shared';
    return -d "$dir/data" ? $dir : undef;
}

# Rows of fields of a CSV text without quotes, the header first.
sub csv {
    my ($text) = @_;
    return [map { [split /,/, s/\r\z//r, -1] } split /\n/, $text];
}

sub table {
    my ($name) = @_;
    my $path = shared() . "/data/expected/$name";
    open my $in, '<:encoding(UTF-8)', $path or die "$path: $!";
    local $/;
    return csv(<$in>);
}

# Equal as text, or as numbers within 1e-9.
sub same {
    my ($got, $want) = @_;
    return 1 if $got eq $want;
    return 0 if $got eq '' || $want eq '' || "$got$want" =~ /[^-+.\deE]/;
    return abs($got - $want) <= 1e-9 * (abs($want) || 1);
}

# Cells that differ from the expected table; columns beyond it are free.
# `unless` answers true for cells that are not to be compared: it gets the
# expected row as a hash, and the column's name.
sub differences {
    my ($rows, $want, %o) = @_;
    my ($head, @want) = @$want;
    my @bad;
    push @bad, @$rows . ' rows, not ' . @$want if @$rows != @$want;
    my %at = map { $rows->[0][$_] => $_ } 0 .. $#{$rows->[0]};
    push @bad, map {"no column $_"} grep { !exists $at{$_} } @$head;
    for my $i (0 .. $#want) {
        my %w;
        @w{@$head} = @{$want[$i]};
        for my $name (grep { exists $at{$_} } @$head) {
            next if $o{unless} && $o{unless}->(\%w, $name);
            my $g = $rows->[$i + 1][$at{$name}] // 'nothing';
            push @bad, "row $i, $name: $g, not $w{$name}" if !same($g, $w{$name});
        }
    }
    return join "\n", @bad > 20 ? (@bad[0 .. 19], '...') : @bad;
}

1;
