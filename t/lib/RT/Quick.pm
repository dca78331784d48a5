package RT::Quick;
# A ./quickstart with the programs of this build, in a folder of the test.
#
#   my $quick = RT::Quick->start($var, '--demo', 100);    # waits for its link
#   $quick->sign_in;
#   my $r = $quick->get('/churn');                        # as HTTP::Tiny answers
#   my ($said, $status) = $quick->retention('check');
#   $quick->stop;
use strict;
use warnings;
use Carp qw(croak);
use HTTP::Tiny;
use IO::Socket::INET;
use POSIX qw(WNOHANG);
use Time::HiRes qw(sleep time);

use constant START_S => 180;

my $source = $ENV{RT_SOURCE} // '.';

# Why quickstart cannot run here; undef when it can.
sub missing {
    for my $program (qw(mariadbd nginx supervisord setpriv)) {
        return "$program is not installed"
            if !grep { -x "$_/$program" } split(/:/, $ENV{PATH}), '/usr/sbin';
    }
    return;
}

sub _slurp {
    my ($path) = @_;
    open my $fh, '<', $path or return '';
    local $/;
    return scalar <$fh> // '';
}

sub _free_port {
    my $s = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1) or croak $!;
    return $s->sockport;
}

# Start a command with all its output in a file.
sub _spawn {
    my ($out, @command) = @_;
    my $pid = fork // croak "fork: $!";
    return $pid if $pid;
    delete @ENV{grep { /^(?:DB_|DASH|LC_|LANG|RETENTION_)/ } keys %ENV};
    $ENV{RETENTION_ENV} = '/nonexistent';
    open STDIN,  '<',  '/dev/null' or croak $!;
    open STDOUT, '>',  $out        or croak $!;
    open STDERR, '>&', \*STDOUT    or croak $!;
    exec @command or POSIX::_exit(127);
}

sub start {
    my ($class, $var, $tmp, @options) = @_;
    my $self = bless {var => $var, tmp => $tmp, port => _free_port(), cookies => {}, n => 0,
        owner => $$}, $class;
    $self->{pid} = _spawn("$tmp/quickstart", "$source/quickstart", '--var', $var, '--build',
        $ENV{RT_BUILD}, '--port', $self->{port}, ($> == 0 ? ('--user', 'nobody') : ()), @options);
    my $until = time + START_S;
    until (_slurp("$tmp/quickstart") =~ /Ctrl-C stops\. Comm/) {
        croak 'quickstart: ' . _slurp("$tmp/quickstart")
            if time > $until || waitpid($self->{pid}, WNOHANG) != 0;
        sleep 0.1;
    }
    return $self;
}

sub port { return $_[0]{port} }

# Start the operator's tool without waiting for it; ->said(NUMBER) is what it
# has printed.
sub begin {
    my ($self, @args) = @_;
    my $n = ++$self->{n};
    $self->{run}{$n} = _spawn("$self->{tmp}/said$n", "$self->{var}/bin/retention", @args);
    return $n;
}
sub said { my ($self, $n) = @_; return _slurp("$self->{tmp}/said$n") }
sub ended { my ($self, $n) = @_; waitpid $self->{run}{$n}, 0; return $? >> 8 }
sub retention {
    my ($self, @args) = @_;
    my $n      = $self->begin(@args);
    my $status = $self->ended($n);
    return ($self->said($n), $status);
}

sub _request {
    my ($self, $method, $path, %o) = @_;
    my $r = HTTP::Tiny->new(timeout => 120, max_redirect => 0)->request($method,
        "http://127.0.0.1:$self->{port}$path", {%o, headers => {%{$o{headers} // {}},
            Cookie => join('; ', map {"$_=$self->{cookies}{$_}"} sort keys %{$self->{cookies}})}});
    my $set = $r->{headers}{'set-cookie'} // [];
    /^([^=]+)=([^;]*)/ and $self->{cookies}{$1} = $2 for ref $set ? @$set : $set;
    return $r;
}
sub get { my ($self, $path) = @_; return $self->_request('GET', $path) }

sub sign_in {
    my ($self) = @_;
    my ($said) = $self->retention('login-link');
    my ($token) = $said =~ /\?t=([\w-]+)/ or croak "login-link: $said";
    my $r = $self->_request('POST', '/login', content => "t=$token", headers =>
        {Origin => "http://127.0.0.1:$self->{port}",
        'Content-Type' => 'application/x-www-form-urlencoded'});
    croak "login: $r->{status}" if $r->{status} != 303;
    return $self;
}

sub stop {
    my ($self) = @_;
    return if $self->{owner} != $$ || !$self->{pid};
    kill 'TERM', $self->{pid};
    waitpid delete $self->{pid}, 0;
    return;
}
sub DESTROY { my ($self) = @_; local ($?, $@, $!); $self->stop; return }

1;
