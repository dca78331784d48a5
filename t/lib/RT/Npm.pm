package RT::Npm;
# The npm packages that tests and measurements compare us with.  t/npm.txt lists
# them, name@version on a line each; no others are installed.
#
#   my ($dir, $why) = RT::Npm::folder('@duckdb/node-api');
#   plan skip_all => $why if !$dir;       # no npm, or no registry in reach
use strict;
use warnings;
use Carp qw(croak);
use File::Path qw(make_path);

sub _find {
    my ($name) = @_;
    return grep { -x "$_/$name" } split /:/, $ENV{PATH} // '';
}

# The entry name@version of the list for this name.
sub listed {
    my ($name) = @_;
    my $list = ($ENV{RT_SOURCE} // '.') . '/t/npm.txt';
    open my $fh, '<', $list or croak "$list: $!";
    while (<$fh>) {
        chomp;
        return $_ if /^\Q$name\E@\S+$/;
    }
    croak "$list does not list $name";
}

# The folder whose node_modules has the package, installed now if necessary.
sub folder {
    my ($name) = @_;
    my $package = listed($name);
    return (undef, "no npm: $name is left out") if !_find('npm') || !_find('node');
    my $dir = "$ENV{RT_BUILD}/t/tmp/npm";
    return $dir if -d "$dir/node_modules/$name";
    make_path($dir);
    my $done = system("cd '$dir' && timeout 120 npm install --no-audit --no-fund"
            . " --no-package-lock --prefix . '$package' >npm.log 2>&1");
    return $dir if $done == 0;
    return (undef, "$package cannot be downloaded: it is left out ($dir/npm.log)");
}

1;
