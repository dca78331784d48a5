# The shell scripts pass shellcheck.
use strict;
use warnings;
use Test::More;

my $source = $ENV{RT_SOURCE} // '.';
grep { -x "$_/shellcheck" } split /:/, $ENV{PATH}
    or plan skip_all => 'shellcheck is not installed';

# The files of tools/quickstart and tools/common.sh are read with those that
# source them.
for my $script (qw(quickstart check .ci/run tools/fresh-debian
    tools/mysql-for-tests)) {
    my $said = `cd '$source' && shellcheck -x $script 2>&1`;
    is $said, '', "$script has no finding";
}
done_testing;
