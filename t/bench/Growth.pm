package Growth;
# Shows what ten times as many contracts cost: takes the same measurements on
# companies of several sizes, and prints for each the exponent by which it grows
# with the number of contracts (1: in proportion).  None should exceed BOUND.
use strict;
use warnings;
use Carp qw(croak);
use List::Util qw(sum);
use Load;
use Pages;
use Peer;
use Report;
use RT::Site;

use constant BOUND => 1.1;

# The slope of log(value) over log(contracts), by least squares.
sub exponent {
    my ($contracts, $values) = @_;
    my @x = map { log } @$contracts;
    my @y = map { log } @$values;
    my ($mx, $my) = (sum(@x) / @x, sum(@y) / @y);
    my $xx = sum(map { ($_ - $mx)**2 } @x);
    return sum(map { ($x[$_] - $mx) * ($y[$_] - $my) } 0 .. $#x) / $xx;
}

# Seconds to import a full file that lacks four contracts in five, and so ends
# them.
sub _full {
    my ($contracts, $dir) = @_;
    my $file = "$dir/fifth.csv";
    open my $in,  '<', "$dir/contracts.csv" or croak "$dir/contracts.csv: $!";
    open my $out, '>', $file                or croak "$file: $!";
    my $kept = 0;
    while (my $row = <$in>) {
        next if $. > 1 && $. % 5;
        print {$out} $row;
        $kept++;
    }
    close $out or croak "$file: $!";
    my $run = Peer::run(["$ENV{RT_BUILD}/retention", 'import', 'contracts', $file,
        '--full', '--yes', '--as-of', '2026-01-31'], stderr => '/dev/null');
    croak "$kept of $contracts are kept, more than a quarter" if $kept > $contracts / 4;
    return $run->{seconds};
}

# Seconds to fetch all rows and to build a snapshot of them: the better of two
# runs of each, by turns, because the server still writes what was imported.
sub _builds {
    my %best;
    for (1 .. 2) {
        for my $run (['all rows fetched, s', "$ENV{RT_BUILD}/t/bench/drain"],
            ['snapshot, s', "$ENV{RT_BUILD}/retention", 'refresh', '--once']) {
            my ($what, @command) = @$run;
            my $took = Peer::run(\@command)->{seconds};
            $best{$what} = $took if !$best{$what} || $took < $best{$what};
        }
    }
    return map { [$_, $best{$_}] } sort keys %best;
}

# The measurements of one company, [what, value] in the order of printing.
sub _one {
    my ($contracts, $dir) = @_;
    my ($r, $db) = Load::compare(Load::files($contracts, $dir));
    my @out = (['import, s', $r->{import}], ['LOAD DATA, s', $r->{load}]);
    return @out if RT::Site->missing;
    my $site = RT::Site->new(db => $db, workers => 1,
        env => {REPORT_ZONE => 'UTC', RETENTION_LANG => 'en'});
    $site->retention('user', 'list');    # writes its settings file
    my $env = $site->environment;
    local @ENV{keys %$env} = values %$env;
    push @out, _builds();
    $site->start_pool('dashboard')->start_pool('chart')->start_nginx;
    my $who = $site->sign_in(role => 'admin');
    push @out, ["$_->[0], ms", $_->[1]] for Pages::first_looks($site, $who);
    push @out, ['a worker, MB', Pages::memory_kb($site, 'dashboard1') / 1024];
    push @out, ['a full file, s', _full($contracts, $dir)];
    $site->stop;
    return @out;
}

sub measure {
    my ($dir, @sizes) = @_;
    Report::section('Growth: ' . join(', ', @sizes) . ' contracts');
    my (@names, %values);
    for my $n (@sizes) {
        for my $pair (_one($n, "$dir/$n")) {
            push @names, $pair->[0] if !$values{$pair->[0]};
            push @{$values{$pair->[0]}}, $pair->[1];
        }
    }
    for my $name (@names) {
        my $e = exponent(\@sizes, $values{$name});
        Report::line(sprintf '%-20s %s   exponent %.2f%s', $name,
            join(' ', map { sprintf '%10.2f', $_ } @{$values{$name}}), $e,
            $e > BOUND ? ' ABOVE ' . BOUND : '');
    }
    return;
}

1;
