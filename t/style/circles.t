# There are no circles inside a folder.  A unit is NAME.c with NAME.h.  It
# depends on another unit when it includes that one's header and calls a
# function that its .c defines.  Units that depend on each other cannot be
# understood, tested or moved separately.  (Including a header only for a type,
# as base/csv_scan.h does, is no dependency.)
use strict;
use warnings;

use Test::More;

my $root = $ENV{RT_SOURCE} // '.';

# The sources without comments, by "folder/name.c".
my %text;
for my $path (glob "$root/lib/*/*.[ch]") {
    open my $in, '<', $path or die "$path: $!";
    local $/;
    my $text = <$in>;
    $text =~ s{/\*.*?\*/}{}gs;
    $text{$path =~ s{^\Q$root\E/lib/}{}r} = $text;
}

sub unit_of   { $_[0] =~ s/\.[ch]$//r }
sub folder_of { $_[0] =~ s{/.*}{}r }

# The other units of its folder whose headers a file includes.
sub included_by {
    my ($file) = @_;
    my $own = unit_of($file);
    return grep { folder_of($_) eq folder_of($own) && $_ ne $own }
        $text{$file} =~ /^\s*#\s*include\s+"([\w\/]+)\.h"/mg;
}

# The dependencies between headers, and those between units that call each
# other.
sub header_edges {
    my %on;
    for my $file (grep {/\.h$/} keys %text) {
        $on{unit_of($file)}{$_} = 1 for included_by($file);
    }
    return \%on;
}

sub call_edges {
    my (%home, %on);
    for my $file (grep {/\.c$/} keys %text) {
        $home{$_} = unit_of($file) for $text{$file} =~ /^(rt_\w+)\(/mg;
    }
    for my $file (grep {/\.c$/} keys %text) {
        my $own = unit_of($file);
        my %sees = map { $_ => 1 } included_by($file),
            exists $text{"$own.h"} ? included_by("$own.h") : ();
        for my $name ($text{$file} =~ /\b(rt_\w+)/g) {
            my $other = $home{$name} // next;
            $on{$own}{$other} = 1 if $sees{$other};
        }
    }
    return \%on;
}

# Each circle as a path that ends where it begins, "a -> b -> a".
sub circles {
    my ($on) = @_;
    my (%done, @found);
    my $walk;
    $walk = sub {
        my ($unit, @path) = @_;
        for my $i (0 .. $#path) {
            next if $path[$i] ne $unit;
            push @found, join ' -> ', @path[$i .. $#path], $unit;
            return;
        }
        return if $done{$unit};
        $walk->($_, @path, $unit) for sort keys %{$on->{$unit} // {}};
        $done{$unit} = 1;
    };
    $walk->($_) for sort keys %$on;
    return @found;
}

is_deeply([circles({a => {b => 1}, b => {c => 1}, c => {b => 1}})],
    ['b -> c -> b'], 'a circle is found');
is_deeply([circles({a => {b => 1, c => 1}, b => {c => 1}})],
    [], 'two paths to the same unit are no circle');
ok(keys %text > 100, 'sources were found: ' . keys %text);
is(join("\n", circles(header_edges())), '', 'headers form no circle');

is(join("\n", circles(call_edges())), '', 'units form no circle');
done_testing;
