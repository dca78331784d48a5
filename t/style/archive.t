# The release archive holds every file of the repository.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $source = $ENV{RT_SOURCE} // '.';
my $build  = $ENV{RT_BUILD}  // '.';
my @tracked = `git -C '$source' ls-files -z 2>/dev/null`;
plan skip_all => 'this is not a git repository' if $? != 0;
plan skip_all => 'nothing is built' if !-e "$build/Makefile";

my $dir = tempdir('rt-archive-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $said = `make -s -C '$build' distdir distdir='$dir/archive' 2>&1`;
is $?, 0, 'make builds the archive' or diag $said;
my @missing = grep { !-e "$dir/archive/$_" && -e "$source/$_" } split /\0/, join '', @tracked;
is_deeply \@missing, [], 'it has every file of the repository';
done_testing;
