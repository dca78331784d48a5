#!/usr/bin/perl
# Ten minutes under half the load that there could be: workers do not grow, no
# descriptor and no connection is left behind, every answer is one.
use strict;
use warnings;
use POSIX ();
use RT::Long qw(long);
use RT::Site;
use Test::More;
use Time::HiRes qw(sleep time);

my $why = RT::Site->missing // (long() ? undef : RT::Long::WHY);
plan skip_all => $why if $why;

use constant {MINUTES => $ENV{RT_SOAK_MINUTES} // 10, CLIENTS => 2, VISITORS => 20,
    SETTLED => 2};
my $site = RT::Site->new(workers => CLIENTS)->small_company->start;
my @paths = ('/generation', '/login', '/nothing',
    map { ("/$_", "/block/$_.png", "/block/$_.json") }
        qw(overview churn mrr cohorts ltv desk-funnel));

# Visitors in turn, so that no session meets its limit; a rest as long as each
# answer took.  Ends with 0 when all answers were right.
sub visit {
    my ($who, $until) = @_;
    my ($n, %bad) = (0);
    while (time < $until) {
        my $path = $paths[$n++ % @paths];
        # What is asked for changes, so that nothing comes from a cache alone.
        $path .= '?to=2024-0' . (1 + $n % 6) if $path =~ /churn|mrr/ && $n % 3 == 0;
        my $began = time;
        my $status = $site->get($path =~ s{/desk-funnel$}{/desk}r, as => $who->[$n % @$who])->{status};
        $bad{"$path: $status"}++ if $status != ($path eq '/nothing' ? 404 : 200);
        sleep time - $began;
    }
    diag join "\n", map { "$bad{$_} of $_" } sort keys %bad if %bad;
    POSIX::_exit(!%bad && $n > 100 ? 0 : 1);
}

sub workers { return map { ["$_$_[0]", $site->worker("$_$_[0]")] } qw(dashboard chart file) }
sub rss_kb {
    my ($pid) = @_;
    open my $fh, '<', "/proc/$pid/status" or return 0;
    return (map { /^VmRSS:\s+(\d+)/ ? $1 : () } <$fh>)[0] // 0;
}
sub descriptors { my @all = glob "/proc/$_[0]/fd/*"; return scalar @all }
sub connections { return $site->value('SELECT COUNT(*) FROM information_schema.processlist') }
sub sample {
    my %now = (connections => connections());
    for my $w (map { workers($_) } 1 .. CLIENTS) {
        my ($name, $pid) = @$w;
        $now{"$name memory"}      = rss_kb($pid);
        $now{"$name descriptors"} = descriptors($pid);
    }
    return \%now;
}

my @who  = map { [map { $site->sign_in(role => 'admin') } 1 .. VISITORS] } 1 .. CLIENTS;
my $from = time;
my @children = map {
    my $who = $_;
    my $pid = fork // die "fork: $!";
    visit($who, $from + 60 * MINUTES) if $pid == 0;
    $pid;
} @who;

my ($settled, $last);
for my $minute (1 .. MINUTES) {
    my $end = $from + 60 * $minute;
    while (time < $end - 1) { $site->revive; sleep 0.1 }
    $last = sample();
    $settled = $last if $minute == SETTLED;
    note join ', ', map { "$_ $last->{$_}" } sort keys %$last;
}
for my $pid (@children) { waitpid $pid, 0; is $?, 0, 'every answer was right' }
for my $what (sort keys %$settled) {
    # Workers end after their share of requests; two new ones differ a little.
    # A request under way is a descriptor.
    my $most = $settled->{$what} * ($what =~ /memory/ ? 1.05 : 1) + ($what =~ /desc/ ? 1 : 0);
    cmp_ok $last->{$what}, '<=', $most, "$what: not more than after two minutes";
}
$site->finish;
done_testing;
