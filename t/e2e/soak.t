#!/usr/bin/perl
# Ten minutes under half of the highest load: workers do not grow, no descriptor
# and no connection is left behind, every request is answered.
use strict;
use warnings;
use IO::Select;
use POSIX ();
use RT::Long qw(long);
use RT::Site;
use Test::More;
use Time::HiRes qw(sleep time);

my $why = RT::Site->missing // (long() ? undef : RT::Long::WHY);
plan skip_all => $why if $why;

# After FILL requests the caches of all workers are full: 256 entries each, of
# answers of many sizes, so that the memory for them settles later than they are
# full for the first time.
use constant {MINUTES => $ENV{RT_SOAK_MINUTES} // 10, CLIENTS => 2, VISITORS => 20,
    FILL => 20_000};
my $site = RT::Site->new(workers => CLIENTS)->small_company->start;
my @plain  = qw(/generation /login /nothing);
my @blocks = map { ("/$_", "/block/$_.png", "/block/$_.json") }
    qw(overview churn mrr cohorts ltv desk-funnel);

# The address of a block over days that were hardly requested before, so that no
# cache has it.
sub path {
    my ($n) = @_;
    return $plain[rand @plain] if $n % 8 == 0;
    my $path = $blocks[$n % @blocks] =~ s{^/desk-funnel$}{/desk}r;
    return $path . sprintf '?from=2023-%02d-%02d&to=2024-%02d-%02d',
        1 + rand 12, 1 + rand 28, 1 + rand 6, 1 + rand 28;
}

# Send requests as the visitors in turn, so that no session meets its limit.
# Rest after each answer for as long as it took.  Write to `$filled` when this
# child's share of FILL is done; go on until `$stop` ends, then exit with 0 if
# all answers were right.
sub visit {
    my ($who, $filled, $stop) = @_;
    my ($n, %bad) = (0);
    srand $$;
    my $over = IO::Select->new($stop);
    until ($over->can_read(0)) {
        my $path  = path(++$n);
        my $began = time;
        my $status = $site->get($path, as => $who->[$n % @$who])->{status};
        $bad{"$path: $status"}++ if $status != ($path eq '/nothing' ? 404 : 200);
        syswrite $filled, '.' if $n == FILL / CLIENTS;
        sleep time - $began;
    }
    diag join "\n", map { "$bad{$_} of $_" } sort keys %bad if %bad;
    diag "$n requests";
    POSIX::_exit(!%bad ? 0 : 1);
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

my @who = map { [map { $site->sign_in(role => 'admin') } 1 .. VISITORS] } 1 .. CLIENTS;
pipe my $filled, my $tell or die "pipe: $!";
pipe my $stop,   my $go   or die "pipe: $!";
my @children = map {
    my $who = $_;
    my $pid = fork // die "fork: $!";
    if ($pid == 0) { close $go; visit($who, $tell, $stop) }
    $pid;
} @who;
close $tell;

my $ready = 0;
while ($ready < CLIENTS) {
    $site->revive;
    next if !IO::Select->new($filled)->can_read(0.1);
    sysread $filled, my $done, 1 or last;
    $ready++;
}
is $ready, CLIENTS, 'the caches are full';
my ($settled, $last) = (sample());
for my $minute (1 .. MINUTES) {
    my $end = time + 60;
    while (time < $end) { $site->revive; sleep 0.1 }
    $last = sample();
    note join ', ', map { "$_ $last->{$_}" } sort keys %$last;
}
close $go;
for my $pid (@children) { waitpid $pid, 0; is $?, 0, 'every answer was right' }
my $rss = !RT::Site->keeps_freed_memory;
for my $what (grep { $rss || !/memory/ } sort keys %$settled) {
    # Workers are replaced after a number of requests, and new ones differ a
    # little.  A request under way has a descriptor.
    my $most = $settled->{$what} * ($what =~ /memory/ ? 1.05 : 1) + ($what =~ /desc/ ? 1 : 0);
    cmp_ok $last->{$what}, '<=', $most, "$what: not more than when the caches were full";
}
$site->finish;
done_testing;
