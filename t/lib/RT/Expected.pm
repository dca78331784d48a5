package RT::Expected;
# Compares tables of ../shared/data/expected with the answers of the product.
#
#   my $shared = RT::Expected::shared() or plan skip_all => ...;
#   my $want = RT::Expected::table('churn_yearly_eusaving.csv');
#   is RT::Expected::differences(RT::Expected::csv($text), $want), '', '...';
use strict;
use warnings;
use utf8;

# The folder `shared` beside the checkout; undef if there is none.
sub shared {
    my $dir = $ENV{RT_SHARED} // ($ENV{RT_SOURCE} // '.') . '/../shared';
    return -d "$dir/data" ? $dir : undef;
}

# The rows of a CSV text without quotes as lists of fields, the header first.
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

# The cells that differ from the expected table; columns that it does not have
# are ignored.  `unless` returns true for a cell that must not be compared; it
# gets the expected row as a hash and the name of the column.
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
