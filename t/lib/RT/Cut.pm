package RT::Cut;
# A connection between client and database server that is cut at a COMMIT.
#
#   my $wire = RT::Cut->new($db->socket, 'before');  # COMMIT never arrives
#   my $wire = RT::Cut->new($db->socket, 'after');   # its answer is lost
#   my $wire = RT::Cut->new($db->socket, 'before', 2);    # the second COMMIT
#   my $wire = RT::Cut->new($db->socket, 'late');    # it arrives a second later
#   my $wire = RT::Cut->new($db->socket, 'held', 3); # within the third
#       transaction; the server learns only seconds later that the client is gone
#   my $wire = RT::Cut->new($db->socket, 'stop', 7); # the client's seventh packet
#       never arrives; the client waits until somebody kills it
#   $wire->stops;    # 1: it has come so far; 0: it has ended before
#   connect to $wire->socket; it is cut once, later connections are not.
use strict;
use warnings;
use Carp qw(croak);
use File::Temp qw(tempdir);
use IO::Select;
use IO::Socket::UNIX;
use POSIX ();

sub new {
    my ($class, $server, $when, $nth) = @_;
    my $dir    = tempdir(CLEANUP => 1);
    my $listen = IO::Socket::UNIX->new(Local => "$dir/s", Listen => 5)
        or croak "$dir/s: $!";
    pipe my $told, my $tell or croak "pipe: $!";
    my $pid = fork // croak "fork: $!";
    if ($pid == 0) {
        local $SIG{TERM} = 'DEFAULT';
        close $told;
        _serve($listen, $server, $when, $nth // 1, $tell);
        POSIX::_exit(0);
    }
    close $tell;
    return bless {socket => "$dir/s", pid => $pid, owner => $$, told => $told}, $class;
}

sub stops {
    my ($self) = @_;
    return sysread $self->{told}, my $byte, 1;
}

sub socket { return $_[0]{socket} }

sub _serve {
    my ($listen, $server, $when, $left, $tell) = @_;
    my %mark = (held => qr/START TRANSACTION\z/, stop => qr/\A/);
    my $mark = $mark{$when} // qr/COMMIT\z/;
    my $begun;
    while (my $client = $listen->accept) {
        my $behind = IO::Socket::UNIX->new(Peer => $server) or next;
        my $both   = IO::Select->new($client, $behind);
        WIRE: while (my @ready = $both->can_read) {
            for my $from (@ready) {
                my $to = $from == $client ? $behind : $client;
                sysread $from, my $bytes, 65536 or last WIRE;
                my $now = $from == $client && $bytes =~ $mark && --$left == 0;
                last WIRE if $now && $when eq 'before';
                if ($now && $when eq 'stop') {
                    syswrite $tell, 'x';
                    sysread $client, $bytes, 65536;    # until it is dead
                    return;
                }
                if ($begun && $from == $client) {
                    $begun = 0;
                    _end_later($listen, $client, $behind);
                    last WIRE;
                }
                $begun = 1 if $now && $when eq 'held';
                if ($now && $when eq 'late') {
                    _send_later($listen, $client, $behind, $bytes);
                    last WIRE;
                }
                syswrite $to, $bytes;
                next if !$now || $begun;
                sysread $behind, $bytes, 65536;    # with the answer, COMMIT is done
                last WIRE;
            }
        }
        return if $when eq 'stop';
    }
    return;
}

# The client loses its connection; a child sends the COMMIT a second later.
sub _send_later {
    my ($listen, $client, $behind, $bytes) = @_;
    my $pid = fork // croak "fork: $!";
    return if $pid;
    close $_ for $listen, $client;
    sleep 1;
    syswrite $behind, $bytes;
    sysread $behind, $bytes, 65536;
    POSIX::_exit(0);
}

# Keep the server's end open for longer than a client waits for a lock.
sub _end_later {
    my ($listen, $client, $behind) = @_;
    my $pid = fork // croak "fork: $!";
    return if $pid;
    close $_ for $listen, $client;
    sleep 7;
    POSIX::_exit(0);
}

sub DESTROY {
    my ($self) = @_;
    return if $self->{owner} != $$;
    local ($?, $@, $!);
    kill 'KILL', $self->{pid};
    waitpid $self->{pid}, 0;
    return;
}

1;
