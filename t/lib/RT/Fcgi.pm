package RT::Fcgi;
# One request over a FastCGI socket, without nginx: to send variables that nginx
# would not pass on, and to see when exactly a program answers.
#
#   my $r = RT::Fcgi::ask($path, {REQUEST_METHOD => 'GET', ...}, $body);
#   $r->{status}, $r->{headers}{...}, $r->{content}
#
# The variables are a hash, or a list of pairs when a name comes twice.  With
# undef for $body, no body is ever sent.
use strict;
use warnings;
use Carp qw(croak);
use IO::Socket::UNIX;
use Socket qw(SOCK_STREAM);

use constant {VERSION => 1, R_BEGIN => 1, R_END => 3, R_PARAMS => 4, R_STDIN => 5, R_STDOUT => 6};
use constant PIECE => 32768;

sub _record {
    my ($type, $content) = @_;
    return pack('CCnnCx', VERSION, $type, 1, length $content, 0) . $content;
}

sub _length { my ($n) = @_; return $n < 128 ? pack 'C', $n : pack 'N', $n | 0x80000000 }

sub _stream {
    my ($type, $bytes) = @_;
    my $out = '';
    $out .= _record($type, substr $bytes, 0, PIECE, '') while length $bytes;
    return $out . _record($type, '');
}

sub _params {
    my (@pairs) = @_;
    my $bytes = '';
    while (my ($name, $value) = splice @pairs, 0, 2) {
        $bytes .= _length(length $name) . _length(length $value) . $name . $value;
    }
    return _stream(R_PARAMS, $bytes);
}

sub _read {
    my ($s, $n) = @_;
    my $bytes = '';
    while (length $bytes < $n) {
        my $got = sysread $s, $bytes, $n - length $bytes, length $bytes;
        return if !$got;
    }
    return $bytes;
}

sub _answer {
    my ($text) = @_;
    my ($head, $content) = split /\r\n\r\n/, $text, 2;
    my %headers;
    $headers{lc $1} = $2 while ($head // '') =~ /^([\w-]+): (.*?)\r?$/mg;
    my ($status) = ($headers{status} // '') =~ /^(\d+)/;
    return {status => $status, headers => \%headers, content => $content};
}

sub ask {
    my ($path, $vars, $body) = @_;
    my $s = IO::Socket::UNIX->new(Type => SOCK_STREAM, Peer => $path)
        or croak "$path: $!";
    my $bytes = _record(R_BEGIN, pack 'nCx5', 1, 0)
        . _params(ref $vars eq 'HASH' ? %$vars : @$vars)
        . (defined $body ? _stream(R_STDIN, $body) : '');
    local $SIG{PIPE} = 'IGNORE';
    while (length $bytes) {
        my $sent = syswrite $s, $bytes or last;
        substr $bytes, 0, $sent, '';
    }
    my $text = '';
    while (defined(my $head = _read($s, 8))) {
        my (undef, $type, undef, $len, $pad) = unpack 'CCnnC', $head;
        my $content = $len + $pad ? _read($s, $len + $pad) // '' : '';
        $text .= substr $content, 0, $len if $type == R_STDOUT;
        last if $type == R_END;
    }
    return _answer($text);
}

1;
