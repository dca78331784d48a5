package Peer;
# Programs that measurements run: once to the end, or line by line, with an
# answer to each line.
#
#   my $r = Peer::run(['t/bench/drain']);       # {out, seconds, rss_kb}
#   my $p = Peer->start('node', 'duck.js', $dir); my $answer = $p->ask($line);
use strict;
use warnings;
use Carp qw(croak);
use IPC::Open2 qw(open2);
use POSIX qw(WNOHANG);
use Time::HiRes qw(sleep time);

sub find {
    my ($name) = @_;
    for my $dir (split(/:/, $ENV{PATH} // ''), '/usr/sbin', '/usr/bin') {
        return "$dir/$name" if -x "$dir/$name";
    }
    return;
}

sub slurp {
    my ($path) = @_;
    open my $fh, '<:raw', $path or return '';
    local $/;
    return scalar <$fh> // '';
}

sub _peak_kb {
    my ($pid) = @_;
    return slurp("/proc/$pid/status") =~ /^VmHWM:\s+(\d+)/m ? $1 : 0;
}

# Run a program to its end: what it printed, how long it took, and the most
# memory it had.
sub run {
    my ($command, %o) = @_;
    pipe my $read, my $write or croak "pipe: $!";
    my $began = time;
    my $pid = fork // croak "fork: $!";
    if ($pid == 0) {
        open STDOUT, '>&', $write;
        open STDIN,  '<',  $o{stdin} // '/dev/null';
        open STDERR, '>',  $o{stderr} if $o{stderr};
        exec {$command->[0]} @$command or POSIX::_exit(127);
    }
    close $write;
    my $peak = 0;
    while (waitpid($pid, WNOHANG) == 0) {
        my $now = _peak_kb($pid);
        $peak = $now if $now > $peak;
        sleep 0.005;
    }
    my ($status, $took) = ($?, time - $began);
    local $/;
    my $out = <$read> // '';
    croak "@$command: status $status\n$out" if $status != 0;
    return {out => $out, seconds => $took, rss_kb => $peak};
}

# Memory of a process and all its children in kB; of shared pages each process
# counts its share.
sub tree_kb {
    my ($pid) = @_;
    my %children;
    for my $stat (glob '/proc/[0-9]*/stat') {
        push @{$children{$2}}, $1 if slurp($stat) =~ /^(\d+) \(.*\) \S+ (\d+)/s;
    }
    my ($sum, @todo) = (0, $pid);
    while (defined(my $one = shift @todo)) {
        $sum += $1 if slurp("/proc/$one/smaps_rollup") =~ /^Pss:\s+(\d+)/m;
        push @todo, @{$children{$one} // []};
    }
    return $sum;
}

# Seconds of processor time that a command and its children use.
sub cpu_of {
    my ($command, %o) = @_;
    my (undef, undef, $user, $system) = times;
    run($command, %o);
    my (undef, undef, $user2, $system2) = times;
    return $user2 + $system2 - $user - $system;
}

sub start {
    my ($class, @command) = @_;
    my $self = bless {command => "@command"}, $class;
    $self->{pid} = open2($self->{out}, $self->{in}, @command);
    my $hello = readline $self->{out};
    croak "$self->{command} did not start" if ($hello // '') ne "ready\n";
    return $self;
}

# Send one question.  Returns {ms, rows}, the rows as one text.
sub ask {
    my ($self, $line) = @_;
    print {$self->{in}} "$line\n";
    $self->{in}->flush;
    my $ms = readline($self->{out}) // croak "$self->{command} ended at: $line";
    my $rows = '';
    while (my $row = readline $self->{out}) {
        last if $row eq ".\n";
        $rows .= $row;
    }
    return {ms => $ms + 0, rows => $rows};
}

sub DESTROY {
    my ($self) = @_;
    local ($?, $!);
    close $self->{in} if $self->{in};
    waitpid $self->{pid}, 0 if $self->{pid};
    return;
}

1;
