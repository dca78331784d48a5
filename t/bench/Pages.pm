package Pages;
# Pages and pictures behind nginx, one worker each, against a FastCGI program
# that does nothing but send as many bytes: requests a second as wrk counts
# them.  nginx is set as it is installed, but for its limits per address.
# Loopback only.
use strict;
use warnings;
use Carp qw(croak);
use Peer;
use Report;
use RT::Site;

use constant { SECONDS => 2, CONNECTIONS => 8 };

# What is installed, without limits per address and without a log, and with
# the peer beside.
sub _edit {
    my ($site) = @_;
    return sub {
        s/^\s*limit_req zone=.*\n//mg;
        s/^\s*access_log .*/access_log off; keepalive_requests 1000000;/m;
        s{^(\s*)(location / \{)}
         {$1location /hello/ { fastcgi_pass unix:${\$site->dir}/run/hello.sock; }\n$1$2}m;
    };
}

# wrk counts what has another status than expected.
sub _script {
    my ($site, $status) = @_;
    my $script = $site->dir . '/tmp/wrk.lua';
    open my $fh, '>', $script or croak "$script: $!";
    print {$fh} "bad = 0\n",
        "function response(status)\n    if status ~= $status then bad = bad + 1 end\nend\n",
        "local threads = {}\nfunction setup(t) table.insert(threads, t) end\n",
        "function done()\n    for _, t in ipairs(threads) do\n",
        "        print('bad ' .. t:get('bad'))\n    end\nend\n";
    close $fh or croak "$script: $!";
    return $script;
}

# Requests a second.  Fresh workers: they end after some thousand requests,
# and nobody starts others here.
sub _wrk {
    my ($site, $path, $status, @headers) = @_;
    my $script = _script($site, $status);
    $site->stop_pool($_)->start_pool($_) for qw(dashboard chart);
    my $out = Peer::run(['wrk', '-t1', '-c' . CONNECTIONS, '-d' . SECONDS . 's',
        '-s', $script, (map { ('-H', $_) } @headers), $site->url . $path])->{out};
    my ($rate) = $out =~ m{^Requests/sec:\s+([\d.]+)}m or croak "wrk: $out";
    croak "wrk: $path: not only $status\n$out" if $out !~ /^bad 0$/m || $out =~ /Socket errors/;
    return $rate;
}

# Turn by turn, the best of two.
sub _compare {
    my ($site, $ours, $peer, %row) = @_;
    my ($a, $b) = (0, 0);
    for (1 .. 2) {
        my ($x, $y) = (_wrk($site, @$ours), _wrk($site, @$peer));
        $a = $x if $x > $a;
        $b = $y if $y > $b;
    }
    Report::row(%row, ours => $a, peer => $b, unit => '/s', percent => 1);
    return $a;
}

sub _site {
    my ($company) = @_;
    my $site = RT::Site->new(db => $company->db,
        env => {REPORT_ZONE => 'UTC', RETENTION_LANG => 'en'});
    $site->refresh;
    $site->start_pool('dashboard')->start_pool('chart');
    $site->start_pool('hello', "$ENV{RT_BUILD}/t/bench/hello");
    return $site->start_nginx(_edit($site));
}

sub _kb {
    my ($pid) = @_;
    return Peer::slurp("/proc/$pid/smaps_rollup") =~ /^Rss:\s+(\d+)/m ? $1 : 0;
}

sub measure {
    my ($company, $browser_kb) = @_;
    Report::section('Behind nginx: requests a second, one worker, '
            . CONNECTIONS . ' connections');
    return Report::skip('pages', 'no wrk') if !Peer::find('wrk');
    if (my $why = RT::Site->missing) { return Report::skip('pages', $why) }
    my $site   = _site($company);
    my $who    = $site->sign_in(role => 'admin');
    my $jar    = $who->{cookies};
    my $cookie = 'Cookie: ' . join '; ', map {"$_=$jar->{$_}"} sort keys %$jar;
    my $page = $site->get('/churn', as => $who);
    croak "page: $page->{status}" if $page->{status} != 200;
    my $bytes = length $page->{content};
    my $png   = $site->get('/block/churn.png', as => $who);
    croak "picture: $png->{status}" if $png->{status} != 200;

    _compare($site, ['/churn', 200, $cookie], ["/hello/$bytes", 200],
        what => sprintf('page of %d kB', $bytes / 1024), name => 'hello, as many bytes',
        floor => 0.5);
    _compare($site, ['/block/churn.png', 200, $cookie],
        ['/hello/' . length $png->{content}, 200],
        what => 'picture, drawn', name => 'hello, as many bytes');
    _compare($site,
        ['/block/churn.png', 304, $cookie, "If-None-Match: $png->{headers}{etag}"],
        ['/hello/304', 304],
        what => 'picture, unchanged (304)', name => 'hello, 304', floor => 0.8);
    $site->get('/block/churn.png', as => $who);
    my $kb = _kb($site->worker('chart1'));
    croak 'the worker has ended' if !$kb;
    Report::line(sprintf 'a worker holds %d MB, the mapped snapshot included', $kb / 1024);
    Report::row(what => 'memory of a worker', ours => $kb / 1024,
        peer => $browser_kb / 1024, unit => 'MB', name => 'browser', floor => 2)
        if $browser_kb;
    $site->stop;
    return;
}

1;
