package Desk;
# Compares what `retention refresh` spends on one new case, when the desk opens
# a case every second, with what it spends on a snapshot of all rows.
use strict;
use warnings;
use Carp qw(croak);
use POSIX ();
use Peer;
use Report;
use Time::HiRes qw(sleep time);

use constant {EVENTS => 12, PATIENCE_S => 600, TICKS => POSIX::sysconf(POSIX::_SC_CLK_TCK())};

# Processor time that a process has used, in seconds.
sub _cpu {
    my ($pid) = @_;
    my @stat = split ' ', Peer::slurp("/proc/$pid/stat") =~ s/^.*\) //sr;
    return ($stat[11] + $stat[12]) / TICKS;
}

# How many snapshots refresh has reported, and in how many of them it copied the
# contracts.
sub _told {
    my ($log) = @_;
    my $text = Peer::slurp($log);
    return (scalar(() = $text =~ /generation/g), scalar(() = $text =~ /as before/g));
}

sub _wait {
    my ($log, $n) = @_;
    my $until = time + PATIENCE_S;
    while (1) {
        my ($built, $copied) = _told($log);
        return $copied if $built >= $n;
        croak 'refresh: no snapshot' if time > $until;
        sleep 0.1;
    }
}

sub _case {
    my ($company, $n) = @_;
    $company->db->sql('INSERT INTO retention_cases (contract_id, status, reason, created_at) '
        . "SELECT MIN(id) + $n, 'active', 'price', '2025-01-01 10:00:00' FROM contracts");
    return;
}

sub measure {
    my ($company, $log) = @_;
    _case($company, 0);
    my $pid = fork // croak "fork: $!";
    if ($pid == 0) {
        open STDOUT, '>', $log;
        exec "$ENV{RT_BUILD}/retention", 'refresh' or POSIX::_exit(127);
    }
    _wait($log, 1);
    my $whole = _cpu($pid);
    # Refresh copies contracts only if their last change is older than the
    # current second.  The second case is there to get past that.
    _case($company, 1);
    my $copied = _wait($log, 2);
    my ($before, $n) = (_cpu($pid), (_told($log))[0]);
    for my $i (2 .. EVENTS) {
        _case($company, $i);
        sleep 1;
    }
    _wait($log, $n + 1);
    my ($built, $last) = _told($log);
    my $each = (_cpu($pid) - $before) / ($built - $n);
    kill TERM => $pid;
    waitpid $pid, 0;
    croak 'refresh: contracts were extracted again' if $last - $copied != $built - $n;
    Report::row(what => 'a case of the desk into a snapshot', ours => $each || 1 / TICKS,
        peer => $whole, unit => 's', name => 'all rows, processor', floor => 10);
    return;
}

1;
