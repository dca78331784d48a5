# make bench: compare the product with named peers in the same run.  Ratios are
# much the same on every machine, milliseconds are not.
#
#   SIZE=small   30,000 contracts, about a minute
#   SIZE=full    1,000,000 contracts with 31 million events, about an hour; also
#                measures cases that the desk writes
#   SIZE=growth  10,000, 100,000 and 1,000,000 contracts, to see how times grow
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Build;
use Company;
use Desk;
use File::Temp qw(tempdir);
use Growth;
use Kernels;
use Load;
use Pages;
use Pictures;
use Report;
use RT::Db;

# Contracts, rounds of building, rounds of each computation.
my %SIZES = (small => [30_000, 7, 5], full => [1_000_000, 3, 3], growth => []);
my $size = $ARGV[0] // 'small';
my ($contracts, $builds, $rounds) = @{$SIZES{$size}
        // die "SIZE is small, full or growth, not $size\n"};
if (my $why = RT::Db::missing()) { die "bench: $why\n" }

$| = 1;
my $dir = tempdir('rt-bench-XXXXXX', TMPDIR => 1, CLEANUP => 1);
local @ENV{qw(DATA_DIR REPORT_ZONE RETENTION_ENV RETENTION_LANG SHARE_DIR)} =
    ("$dir/data", 'UTC', '', 'en', $ENV{RT_SOURCE});
if ($size eq 'growth') {
    Growth::measure($dir, map { 0 + $_ } split /,/,
        $ENV{RT_BENCH_SIZES} // '10000,100000,1000000');
    exit 0;
}
Load::measure($contracts, "$dir/files");
my $company = Company->new(contracts => $contracts);
my $db      = $company->db->env;
local @ENV{keys %$db} = values %$db;

Build::measure($company, "$dir/data", $builds);
Desk::measure($company, "$dir/follow.log") if $size eq 'full';
Kernels::measure($company, "$dir/data", $rounds);
my $browser_kb = Pictures::measure($dir);
Pages::measure($company, $browser_kb);
Report::summary();
