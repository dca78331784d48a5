#!/usr/bin/perl
# Each line of nginx/retention.conf, taken away in turn: either nginx does not
# start without it, or what the line is there for is gone.  A line that no row
# names fails the test.
use strict;
use warnings;
use IO::Poll qw(POLLERR POLLIN);
use IO::Socket::INET;
use POSIX ();
use RT::Site;
use Socket qw(SOL_SOCKET SO_RCVBUF);
use Test::More;
use Time::HiRes qw(sleep time);

my $why = RT::Site->missing;
plan skip_all => $why if $why;
plan skip_all => 'no openssl' if !grep { -x "$_/openssl" } split /:/, $ENV{PATH};

my $site    = RT::Site->new(limits => 1, queue => 2);
my $dir     = $site->dir;
my $program = RT::Site::build() . '/t/helper/fcgi-params';
my ($tls, $slow) = map { RT::Site::_free_port() } 1, 2;
system('openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost '
    . "-keyout '$dir/etc/key.pem' -out '$dir/etc/cert.pem' 2>/dev/null") == 0
    or BAIL_OUT('openssl makes no certificate');
$site->start_pool($_, $program) for qw(dashboard chart file);

# The site with TLS beside it, a large file, and a server that is slower than
# any of ours; without the lines of the site that have these numbers.
sub start {
    my @without = @_;
    return eval {
        $site->start_nginx(sub {
            return if $_[0] ne 'nginx-site';
            my @lines = split /^/;
            $lines[$_] = '' for @without;
            $_ = join '', @lines;
            s{^(\s*listen .*\n)}{$1listen 127.0.0.1:$tls ssl;
                ssl_certificate $dir/etc/cert.pem; ssl_certificate_key $dir/etc/key.pem;
                location /large/ { root $dir; }\n}m;
            $_ .= "server { listen 127.0.0.1:$slow; client_header_timeout 18s; }\n";
        });
        1;
    };
}
sub stop { $site->end_worker('nginx', 'TERM'); return }

mkdir "$dir/large";
truncate_to("$dir/large/file", 64 << 20);
sub truncate_to {
    my ($path, $size) = @_;
    open my $fh, '>', $path or die "$path: $!";
    truncate $fh, $size or die "$path: $!";
    return;
}

my $next = 0;
sub connection {
    my (%o) = @_;
    my $from = $o{from} // sprintf '127.9.%d.%d', $next / 250, 1 + $next++ % 250;
    my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $o{port} // $site->port,
        LocalAddr => $from) or die "connect: $!";
    $s->autoflush;
    setsockopt $s, SOL_SOCKET, SO_RCVBUF, 4096 if $o{small};
    return $s;
}

# The answer to raw bytes, as text.
sub raw {
    my ($text, %o) = @_;
    my $s = connection(%o);
    print {$s} $text;
    local $/;
    return <$s> // '';
}

sub ask {
    my ($line, %o) = @_;
    my $headers = join '', map { "$_\r\n" } @{$o{headers} // []};
    return raw("$line HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n$headers\r\n"
        . ($o{body} // ''), %o);
}

sub over_tls {
    my ($path) = @_;
    my $request = "$dir/tmp/request";
    open my $fh, '>', $request or die $!;
    print {$fh} "GET $path HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    close $fh;
    return scalar `openssl s_client -quiet -ign_eof -connect 127.0.0.1:$tls <'$request' 2>/dev/null`;
}

sub status { my ($text) = @_; return $text =~ m{^HTTP/1\.1 (\d+)} ? $1 : 0 }
sub param { my ($text, $name) = @_; return $text =~ /^\Q$name\E=(.*)$/m ? $1 : undef }

# The statuses of many requests from one address, over one connection at a
# time: status => how often.
sub flood {
    my ($line, $n, %o) = @_;
    my %got;
    while ($n > 0) {
        my $now  = $n < 500 ? $n : 500;
        my $s    = connection(%o);
        my $text = join '', map {
            "$line HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
                . ($o{cookie} ? 'Cookie: ' . $o{cookie}->() . "\r\n" : '')
                . ($_ == $now ? "Connection: close\r\n" : '') . "\r\n"
        } 1 .. $now;
        my $pid = fork // die $!;
        if ($pid == 0) { print {$s} $text; POSIX::_exit(0) }
        my $all = do { local $/; <$s> } // '';
        waitpid $pid, 0;
        $got{$1}++ while $all =~ m{^HTTP/1\.1 (\d+)}mg;
        $n -= $now;
    }
    return \%got;
}

my $sessions = 0;
sub new_session { return sprintf '__Host-sid=%043d', ++$sessions }

# Does the pool answer "busy" to a third request, while two are waiting?
sub has_queue {
    my ($pool, $path, @hang) = @_;
    kill 'STOP', $site->worker("${pool}1");
    my @held = map { my $s = connection(); print {$s} "GET $_ HTTP/1.0\r\n\r\n"; $s } @hang;
    sleep 0.2;
    my $third = connection();
    print {$third} "GET $path HTTP/1.0\r\n\r\n";
    my $poll = IO::Poll->new;
    $poll->mask($third => POLLIN);
    my $said = '';
    sysread $third, $said, 4096 if $poll->poll(3);
    kill 'CONT', $site->worker("${pool}1");
    return status($said) == 503;
}

# Connections that stall, one a time-out; the names of those that nginx ends
# before the slow server ends its own.
my %ended;
sub end_of_stalled {
    my %s = (
        header => connection(), body => connection(),
        read => connection(), send => connection(small => 1), file => connection(),
        last => connection(port => $slow),
    );
    print {$s{header}} "GET / HTTP/1.1\r\nHost: local";
    print {$s{last}} "GET / HTTP/1.1\r\nHost: local";
    print {$s{body}} "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc";
    print {$s{read}} "GET /hang HTTP/1.0\r\nHost: localhost\r\n\r\n";
    print {$s{file}} "GET /block/hang.csv HTTP/1.0\r\nHost: localhost\r\n\r\n";
    print {$s{send}} "GET /large/file HTTP/1.0\r\nHost: localhost\r\n\r\n";
    my $poll = IO::Poll->new;
    $poll->mask($s{$_} => $_ eq 'send' ? POLLERR : POLLIN) for keys %s;
    %ended = ();
    while (!exists $ended{last} && keys %ended < 5) {
        last if $poll->poll(60) == 0;
        for my $name (grep { !exists $ended{$_} && $poll->events($s{$_}) } keys %s) {
            $! = 0;
            my ($n, $text) = (undef, '');
            # A page comes in pieces, its head first.
            if ($name ne 'send') { 1 while $n = sysread $s{$name}, $text, 65536, length $text }
            $ended{$name} = $text ne '' ? $text : defined $n ? 'end' : "error $!";
            $poll->remove($s{$name});
        }
    }
    restart_pool($_) for qw(dashboard file);
    return;
}

sub restart_pool {
    my ($pool) = @_;
    $site->end_worker("${pool}1", 'KILL');
    $site->start_pool($pool, $program);
    return;
}

my $REFUSED = qr/This request is not accepted/;
my $BUSY    = qr/Not just now/;
sub refused {
    my ($status, $text) = @_;
    return status($text) == $status && $text =~ $REFUSED && $text =~ /^X-Frame-Options: DENY/m;
}

sub header_once {
    my ($name) = @_;
    my $text = ask('GET /x');
    my @all  = $text =~ /^\Q$name\E: (.*?)\r$/mg;
    return @all == 1 && $all[0] ne 'own';
}

sub header_of_errors {
    my ($name) = @_;
    return ask('GET /static/nothing') =~ /^\Q$name\E: \S/m;
}

# nginx's own answers, each with our page.
sub own_answers {
    my @wrong;
    my $bad = sub { my ($want, $text, $what) = @_; push @wrong, "$what: " . status($text)
        if !refused($want, $text) };
    $bad->(400, raw("nonsense\r\n\r\n"), 'no request');
    $bad->(400, raw("GET / HTTP/1.1\r\n\r\n"), 'no host');
    $bad->(400, raw("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), 'bad host');
    $bad->(400, raw("GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n"), 'bad path');
    $bad->(400, ask('POST /', headers => ['Content-Length: x']), 'bad length');
    $bad->(403, ask('GET /static/'), 'a folder');
    $bad->(404, ask('GET /static/nothing'), 'no file');
    $bad->(405, ask('PUT /'), 'PUT');
    $bad->(405, ask('POST /static/style.css', headers => ['Content-Length: 0']), 'POST of a file');
    $bad->(412, ask('GET /static/style.css', headers => ['If-Match: "x"']), 'If-Match');
    $bad->(413, ask('POST /', headers => ['Content-Length: 99999']), 'large body');
    $bad->(414, ask('GET /' . 'x' x 20000), 'long path');
    $bad->(416, ask('GET /static/style.css', headers => ['Range: bytes=999999999-']), 'Range');
    $bad->(501, ask('POST /', headers => ['Transfer-Encoding: gzip']), 'unknown encoding');
    $bad->(505, raw("GET / HTTP/2.0\r\nHost: x\r\n\r\n"), 'HTTP/2.0');
    return \@wrong;
}

sub without_pool {
    my ($look) = @_;
    rename "$dir/run/dashboard.sock", "$dir/run/away";
    my $text = $look->();
    rename "$dir/run/away", "$dir/run/dashboard.sock";
    return $text;
}

# The size of what nginx keeps of an answer that nobody fetches.
sub kept_of_answer {
    my $s = connection(small => 1);
    print {$s} "GET /size/90000000 HTTP/1.0\r\nHost: localhost\r\n\r\n";
    my ($size, $same) = (0, 0);
    my $until = time + 60;
    while ($same < 10 && time < $until) {
        sleep 0.1;
        # Its name is gone already.
        my ($file) = grep { (readlink // '') =~ m{^\Q$dir\E/tmp/nginx-fastcgi/} }
            glob '/proc/[0-9]*/fd/*';
        my $now = $file ? -s $file // 0 : 0;
        $same = $now > 1e6 && $now == $size ? $same + 1 : 0;
        $size = $now;
    }
    restart_pool('dashboard');
    return $size;
}

my $HTTP = 'http';
# Other addresses of a client's page.
my @SPELLED = map { $_ . 'secretsecretsecretsec' } '//my/', '/%6dy/', '/my//', '/./my/', '/x/../my/', '/%2e/my/';
my @rows = (
    # where, line, probe
    [$HTTP, qr/^limit_conn_zone/], [$HTTP, qr/^limit_req_zone/], [$HTTP, qr/^map /],
    [$HTTP, qr/^upstream/], [$HTTP, qr/^log_format/], [$HTTP, qr/^server/],
    ['upstream', qr/^server/],
    ['map', qr/^"~.*__Host-sid/, sub {
        my ($a, $b) = (new_session(), new_session());
        my @from = (from => '127.10.0.1');
        return flood('GET /', 60, @from, cookie => sub {$a})->{429}
            && !flood('GET /', 5, @from, cookie => sub {$b})->{429};
    }],
    ['map', qr/^default \$binary/, sub { flood('GET /', 60, from => '127.10.0.2')->{429} }],
    [$HTTP, qr/^limit_req_status/, sub { flood('GET /', 60, from => '127.10.0.3')->{429} }],
    ['map', qr/^POST \$binary/, sub { flood('POST /login', 50, from => '127.10.0.4')->{429} }],
    ['map', qr/^~\^\(429/, sub {
        my $text = without_pool(sub { ask('GET /') });
        return $text =~ /^Retry-After: 10\r$/m && ask('GET /') !~ /^Retry-After/m;
    }],
    ['map', qr/^on "max-age/, sub {
        return over_tls('/x') =~ /^Strict-Transport-Security: max-age=31536000\r$/m
            && ask('GET /x') !~ /^Strict/m;
    }],
    ['map', qr/^~\^\(\?<path/, sub {
        my $before = length $site->log('access');
        ask('GET /seen?by=secret');
        my $said = substr $site->log('access'), $before;
        return $said =~ m{GET /seen 200} && $said !~ /secret/;
    }],
    ['map', qr/^~\^\/my\/ \/my\/;/, sub {
        my $before = length $site->log('access');
        ask('GET /my/secretsecretsecretsec');
        my $said = substr $site->log('access'), $before;
        return $said =~ m{GET /my/ 200} && $said !~ /secret/;
    }],
    ['map', qr/^~\(%\|\/\/\|\/\\\.\) \/\(odd/, sub {
        my $before = length $site->log('access');
        ask("GET $_") for @SPELLED;
        my $said = substr $site->log('access'), $before;
        return $said =~ m{GET /\(odd\) } && $said !~ /secret/;
    }],
    ['map', qr/^~\(%\|\/\/\|\/\\\.\) no-referrer/, sub { !grep { ask("GET $_") !~ /^Referrer-Policy: no-referrer\r$/m } @SPELLED }],
    ['map', qr/^default \$retention_path/, sub {
        my $before = length $site->log('access');
        ask('GET /seen');
        return substr($site->log('access'), $before) =~ m{GET /seen 200};
    }],
    ['map', qr/^~\^\/my\/ no-referrer/, sub { ask('GET /my/x') =~ /^Referrer-Policy: no-referrer\r$/m }],
    ['map', qr/^default same-origin/, sub { ask('GET /') =~ /^Referrer-Policy: same-origin\r$/m }],
    ['map', qr/^~\^\/my\/\(\?<link/, sub {
        my $n = 0;
        my %got;
        # However it is spelled: /my/, //my/ and /%6dy/ are one link.
        $got{status(ask('GET ' . (qw(/my/ //my/ /%6dy/))[$n % 3] . 'l' x 22, from => sprintf '127.11.0.%d', ++$n))}++ for 1 .. 100;
        return $got{429};
    }],
    (map { my ($path, $net) = @$_; ['map', qr/^"POST $path/, sub {
        flood("POST $path", 50, from => "127.10.$net.5");
        return ask("POST $path", from => "127.10.$net.5", headers => ['Content-Length: 0'])
            =~ /Too many tries to sign in/;
    }] } ['/login', 0], ['/join', 1]),
    ['map', qr/^default \/static/, sub {
        flood('GET /', 60, from => '127.10.0.6');
        return ask('GET /', from => '127.10.0.6') =~ /Too many requests in a row/;
    }],
    ['server', qr/^server_tokens/, sub { ask('GET /') =~ /^Server: nginx\r$/m }],
    ['server', qr/^access_log/, sub {
        my $before = length $site->log('access');
        ask('GET /');
        return length $site->log('access') > $before;
    }],
    ['server', qr/^charset utf/, sub { ask('GET /static/busy.html') =~ m{^Content-Type: text/html; charset=utf-8\r$}m }],
    ['server', qr/^charset_types/, sub { ask('GET /static/style.css') =~ m{^Content-Type: text/css; charset=utf-8\r$}m }],
    ['server', qr/^client_header_timeout/, sub { exists $ended{header} }, 'stalls'],
    ['server', qr/^client_body_timeout/, sub { exists $ended{body} }, 'stalls'],
    ['server', qr/^send_timeout/, sub { exists $ended{send} }, 'stalls'],
    ['server', qr/^fastcgi_read_timeout/, sub { ($ended{read} // '') =~ $BUSY }, 'stalls'],
    ['server', qr/^reset_timedout/, sub { ($ended{send} // '') =~ /^error/ }, 'resets'],
    ['server', qr/^client_max_body_size/, sub {
        status(ask('POST /', headers => ['Content-Length: 65537'], body => 'x' x 65537)) == 413
            && status(ask('POST /', headers => ['Content-Length: 65536'], body => 'x' x 65536)) == 200;
    }],
    ['server', qr/^client_body_buffer_size/, sub {
        my $before = length $site->log('nginx');
        ask('POST /', headers => ['Content-Length: 60000'], body => 'x' x 60000);
        return substr($site->log('nginx'), $before) !~ /buffered to a temporary file/;
    }],
    ['server', qr/^large_client_header/, sub {
        status(ask('GET /', headers => ['X-Long: ' . 'x' x 12000])) == 200
            && status(ask('GET /', headers => ['X-Long: ' . 'x' x 20000])) == 400;
    }],
    (map { my $name = $_; ['server', qr/^add_header $name /, sub { header_once($name) && header_of_errors($name) }] }
        qw(Content-Security-Policy X-Content-Type-Options Referrer-Policy X-Frame-Options
        Cross-Origin-Opener-Policy Cross-Origin-Resource-Policy Permissions-Policy)),
    ['server', qr/^add_header Strict/, sub { over_tls('/x') =~ /^Strict-Transport-Security: /m }],
    ['server', qr/^add_header Retry/, sub { without_pool(sub { ask('GET /') }) =~ /^Retry-After: 10\r$/m }],
    (map { my $name = $_; ['server', qr/^fastcgi_hide_header $name;/, sub { header_once($name) }] }
        qw(Content-Security-Policy X-Content-Type-Options Referrer-Policy X-Frame-Options
        Cross-Origin-Opener-Policy Cross-Origin-Resource-Policy Permissions-Policy)),
    ['server', qr/^fastcgi_hide_header Retry/, sub { ask('GET /x') !~ /^Retry-After/m }],
    ['server', qr/^error_page 429/, sub {
        flood('GET /', 60, from => '127.10.0.7');
        return ask('GET /', from => '127.10.0.7') =~ /Too many requests in a row/;
    }],
    ['server', qr/^error_page 500/, sub {
        my $text;
        has_queue('dashboard', '/', '/', '/');
        kill 'STOP', $site->worker('dashboard1');
        my @held = map { my $s = connection(); print {$s} "GET / HTTP/1.0\r\n\r\n"; $s } 1, 2;
        sleep 0.2;
        $text = ask('GET /');
        kill 'CONT', $site->worker('dashboard1');
        return status($text) == 503 && $text =~ $BUSY;
    }],
    ['server', qr/^error_page 502/, sub {
        my $text = without_pool(sub { ask('GET /') });
        return status($text) == 503 && $text =~ $BUSY;
    }],
    ['server', qr/^error_page 400/, sub { !@{own_answers()} }],
    ['server', qr/^error_page 494/, sub {
        refused(400, ask('GET /', headers => ['X-Long: ' . 'x' x 20000]))
            && refused(400, ask('GET /', port => $tls));
    }],
    ['if', qr/^return 405/, sub { !grep { status(ask("$_ /x")) != 405 } qw(PUT DELETE PATCH OPTIONS TRACE) }],
    ['server', qr/^if /],
    ['server', qr/^gzip on/, sub { zipped('/static/style.css') }],
    ['server', qr/^gzip_types/, sub { zipped('/static/style.css') }],
    ['server', qr/^gzip_min_length/, sub { zipped('/static/style.css') && !zipped('/static/favicon.svg') }],
    (map { my ($name, $value) = @$_; ['server', qr/^fastcgi_param $name /,
        sub { (param(ask('POST /x?q=1', headers => ['Content-Type: a/b', 'Content-Length: 2'], body => 'ab'), $name) // '') =~ $value }] }
        [REQUEST_METHOD => qr/^POST$/], [REQUEST_URI => qr{^/x\?q=1$}], [QUERY_STRING => qr/^q=1$/],
        [CONTENT_TYPE => qr{^a/b$}], [CONTENT_LENGTH => qr/^2$/], [REQUEST_ID => qr/^[0-9a-f]{32}$/]),
    ['server', qr/^fastcgi_param HTTPS /, sub {
        (param(over_tls('/x'), 'HTTPS') // '') eq 'on' && !defined param(ask('GET /x'), 'HTTPS');
    }],
    ['server', qr/^fastcgi_param HTTP_PROXY ""/, sub {
        (param(ask('GET /x', headers => ['Proxy: http://evil']), 'HTTP_PROXY') // '') eq '';
    }],
    ['server', qr/^fastcgi_buffer_size/, sub { status(ask('GET /header')) == 200 }],
    ['server', qr/^fastcgi_buffers/, sub { 'speed' }, 'harmless'],
    ['server', qr/^fastcgi_max_temp/, sub { my $n = kept_of_answer(); $n > 50e6 && $n < 70e6 }],
    ['location /', qr/^limit_req zone=retention_pages/, sub { flood('GET /', 60, from => '127.10.0.8')->{429} }],
    ['location /', qr/^limit_req zone=retention_address/, sub {
        flood('GET /', 3000, from => '127.10.0.9', cookie => \&new_session)->{429};
    }],
    ['location /', qr/^limit_conn/, sub { has_queue('dashboard', '/', '/', '/') }],
    ['location /', qr/^fastcgi_pass/, sub { ask('GET /x') =~ /^REQUEST_METHOD=GET$/m }],
    (map { my ($path, $net) = @$_; (
        ["location = $path", qr/^error_log/, sub {
            my $before = length $site->log('nginx');
            without_pool(sub { ask("GET $path?t=secret") });
            return substr($site->log('nginx'), $before) !~ /secret/;
        }],
        ["location = $path", qr/^limit_req zone=retention_pages/, sub { flood("GET $path", 150, from => "127.10.$net.10")->{429} }],
        ["location = $path", qr/^limit_req zone=retention_login/, sub {
            my $got = flood("POST $path", 50, from => "127.10.$net.11");
            return ($got->{429} // 0) > 10 && ($got->{200} // 0) + ($got->{503} // 0) >= 30;
        }],
        ["location = $path", qr/^limit_conn/, sub { has_queue('dashboard', $path, '/', '/') }],
        ["location = $path", qr/^fastcgi_pass/, sub { ask("GET $path") =~ /^REQUEST_METHOD=GET$/m }],
    ) } ['/login', 0], ['/join', 1]),
    ['location /my/', qr/^error_log/, sub {
        my $before = length $site->log('nginx');
        without_pool(sub { ask('GET /my/secretsecretsecretsec') });
        return substr($site->log('nginx'), $before) !~ /secret/;
    }],
    ['location /my/', qr/^limit_req zone=retention_links/, sub {
        my %got;
        $got{status(ask('GET /my/' . 'm' x 22, from => "127.11.1.$_"))}++ for 1 .. 100;
        return $got{429};
    }],
    ['location /my/', qr/^limit_req zone=retention_address/, sub {
        # What is no link has no limit of its own.
        flood('GET /my/a.b', 3000, from => '127.11.2.1')->{429};
    }],
    ['location /my/', qr/^limit_conn/, sub { has_queue('dashboard', '/my/x', '/', '/') }],
    ['location /my/', qr/^fastcgi_pass/, sub { ask('GET /my/x') =~ /^REQUEST_METHOD=GET$/m }],
    ['location ~', qr/^limit_req zone=retention_pictures/, sub { flood('GET /block/x.png', 150, from => '127.10.0.12')->{429} }],
    ['location ~', qr/^limit_req zone=retention_address/, sub {
        flood('GET /block/x.png', 3000, from => '127.10.0.13', cookie => \&new_session)->{429};
    }],
    ['location ~', qr/^limit_conn/, sub { has_queue('chart', '/block/x.png', ('/block/x.png') x 2) }],
    ['location ~', qr/^fastcgi_pass/, sub { ask('GET /block/x.png') =~ /^REQUEST_METHOD=GET$/m }],
    ['location of files', qr/^limit_req zone=retention_pages/, sub { flood('GET /block/x.csv', 60, from => '127.10.0.14')->{429} }],
    ['location of files', qr/^limit_req zone=retention_address/, sub {
        flood('GET /block/x.json', 3000, from => '127.10.0.15', cookie => \&new_session)->{429};
    }],
    ['location of files', qr/^limit_conn/, sub { has_queue('file', '/block/x.csv', ('/block/x.csv') x 16) }],
    ['location of files', qr/^fastcgi_read_timeout/, sub { !exists $ended{file} }, 'files'],
    ['location of files', qr/^fastcgi_pass/, sub { ask('GET /block/x.csv') =~ /^REQUEST_METHOD=GET$/m }],
    ['location /static/', qr/^root/, sub { status(ask('GET /static/style.css')) == 200 }],
    ['location /static/', qr/^expires/, sub { ask('GET /static/style.css') =~ /^Cache-Control: max-age=2592000\r$/m }],
    ['location /static/', qr/^types/],
    (map { my ($type, $file) = @$_; ['types', qr/^\Q$type\E /, sub { ask("GET /static/$file") =~ m{^Content-Type: \Q$type\E}m }] }
        ['text/html', 'busy.html'], ['text/css', 'style.css'], ['text/javascript', 'app.js'],
        ['image/svg+xml', 'favicon.svg']),
    ['location = /robots.txt', qr/^default_type/, sub { ask('GET /robots.txt') =~ m{^Content-Type: text/plain}m }],
    ['location = /robots.txt', qr/^return/, sub { ask('GET /robots.txt') =~ m{^Disallow: /$}m }],
    ['server', qr/^listen/, sub { 'no port, no site' }, 'harmless'],
    ['server', qr/^server_name/, sub { 'any name' }, 'harmless'],
    ['server', qr/^location/],
);

sub zipped {
    my ($path) = @_;
    return ask("GET $path", headers => ['Accept-Encoding: gzip']) =~ /^Content-Encoding: gzip\r$/m;
}

# [number, where, text] of each line that says something.
sub lines_of {
    my ($text) = @_;
    my (@found, @where);
    my $n = -1;
    for my $line (split /^/, $text) {
        $n++;
        my $bare = $line =~ s/^\s+|\s+$//gr;
        next if $bare eq '' || $bare =~ /^#/;
        if ($bare eq '}') { pop @where; next }
        push @found, [$n, $where[-1] // 'http', $bare];
        if ($bare =~ /^(.*) \{$/) {
            my $block = $1;
            $block = 'location of files' if $block =~ /json/;
            $block = $1 if $block =~ /^(upstream|map|if|location ~) /;
            push @where, $block;
        }
    }
    return @found;
}

my @lines = lines_of(do { local (@ARGV, $/) = RT::Site::source() . '/nginx/retention.conf'; <> });
my %used;
sub row_of {
    my ($where, $text) = @_;
    for my $i (0 .. $#rows) {
        next if $rows[$i][0] ne $where || $text !~ $rows[$i][1];
        $used{$i} = 1;
        return $rows[$i];
    }
    return;
}
my @tried = map { [@$_, row_of($_->[1], $_->[2])] } @lines;
is_deeply [map { "$_->[1]: $_->[2]" } grep { !$_->[3] && $_->[2] !~ /^'/ } @tried], [],
    'each of ' . @lines . ' lines has its row';
is_deeply [map { "$rows[$_][0]: $rows[$_][1]" } grep { !$used{$_} } 0 .. $#rows], [],
    'and each row its line';

start() or BAIL_OUT($@);
is_deeply own_answers(), [], 'each answer of nginx itself has our page';
end_of_stalled();
like $ended{send} // '', qr/^error/, 'who does not fetch his answer is cut off';
for my $row (grep { $_->[2] } @rows) {
    next if ($row->[3] // '') eq 'harmless';
    ok $row->[2]->(), "with $row->[1] all is well" =~ s/\(\?\^:\^?(.*)\)/$1/r;
}
stop();

for my $case (grep { $_->[3] && ($_->[3][3] // '') eq '' } @tried) {
    my ($n, $where, $text, $row) = @$case;
    my $name = substr "$where: $text", 0, 70;
    if (!start($n)) {
        $site->end_worker('nginx', 'KILL');
        pass "$name: without it nginx does not start";
        next;
    }
    my $probe = $row->[2] // sub {1};
    ok !$probe->(), "$name: without it something is amiss";
    stop();
}
# Time-outs stall at the same time.
for my $kind (qw(stalls resets files)) {
    my @of_kind = grep { ($_->[3] && $_->[3][3] // '') eq $kind } @tried;
    start(map { $_->[0] } @of_kind) or BAIL_OUT($@);
    end_of_stalled();
    ok !$_->[3][2]->(), "$_->[2]: without it something is amiss" for @of_kind;
    stop();
}
$site->stop;
done_testing;
