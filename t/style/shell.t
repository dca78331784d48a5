# The shell scripts pass shellcheck.
use strict;
use warnings;
use Test::More;

my $source = $ENV{RT_SOURCE} // '.';
grep { -x "$_/shellcheck" } split /:/, $ENV{PATH}
    or plan skip_all => 'shellcheck is not installed';

# -x also checks the files that these scripts source: tools/common.sh and
# tools/quickstart/*.sh.
for my $script (qw(quickstart check .ci/run tools/fresh-debian
    tools/mysql-for-tests)) {
    my $said = `cd '$source' && shellcheck -x $script 2>&1`;
    is $said, '', "shellcheck finds nothing in $script";
}
done_testing;
