package RT::Long;
# ./check --long sets RT_LONG.  Tests then do more of the things that take time:
# kills, rounds of a race, widths of windows, minutes under load.
#
#   use RT::Long qw(long);
#   for my $round (1 .. long(5, 50)) { ... }
#   plan skip_all => RT::Long::WHY if !long();
use strict;
use warnings;
use Exporter qw(import);

our @EXPORT_OK = qw(long);
use constant WHY => 'takes minutes: ./check --long';

# The first argument, or with RT_LONG the second.  Without arguments, whether
# RT_LONG is set.
sub long {
    my ($short, $long) = @_ ? @_ : (0, 1);
    return $ENV{RT_LONG} ? $long : $short;
}

1;
