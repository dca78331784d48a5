package Pages;
# Compares pages and pictures behind nginx with two FastCGI programs that only
# send the same number of bytes; one of them asks the database for a row first.
# Counts requests a second with wrk, over the loopback interface.  There are as
# many workers of each program as ./quickstart starts, and nginx has the
# installed configuration without its limits for each address.
use strict;
use warnings;
use Carp qw(croak);
use Peer;
use Report;
use RT::Site;
use Time::HiRes qw(time);

use constant { SECONDS => 1, CONNECTIONS => 8, MOST_WORKERS => 16, PAUSE_MS => 1000 };
# From fewer people than there are workers to many times as many.
use constant CROWDS => (8, 32, 128, 256);

# As many as tools/quickstart/services.sh starts.
sub _workers {
    my $n = 2 * `nproc`;
    return $n < MOST_WORKERS ? $n : MOST_WORKERS;
}
sub _queue { return 64 * _workers() }

# Edit the installed configuration: no limits for each address, no access log,
# and locations for the programs that we compare with.
sub _edit {
    my ($site) = @_;
    my $dir = $site->dir;
    my $run = "$dir/run";
    return sub {
        s/^\s*limit_req zone=.*\n//mg;
        s/^\s*access_log .*/access_log off; keepalive_requests 1000000;/m;
        for my $peer (qw(hello ask)) {
            s{^(\s*)(location / \{)}
             {$1location /$peer/ { fastcgi_pass unix:$run/$peer.sock; }\n$1$2}m;
        }
        s{^(\s*)(location / \{)}{$1location /plain/ { root $dir; }\n$1$2}m;
    };
}

# Make a file of this size that nginx sends by itself; its path.
sub _plain {
    my ($site, $size) = @_;
    my $dir = $site->dir . '/plain';
    -d $dir or mkdir $dir or croak "$dir: $!";
    open my $fh, '>', "$dir/$size" or croak "$dir/$size: $!";
    print {$fh} 'x' x $size;
    close $fh or croak "$dir/$size: $!";
    return "/plain/$size";
}

# A script for wrk that counts answers with another status than expected.
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

# Requests a second.  Each run begins with new workers, because a worker ends
# after some thousand requests and nothing here would replace it.
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

# The cookies that a browser would send: the latest ones it was given.
sub _cookies {
    my ($site, $who) = @_;
    my $r = $site->get('/overview', as => $who);
    croak "cookies: $r->{status}" if $r->{status} != 200;
    my $jar = $who->{cookies};
    return 'Cookie: ' . join '; ', map {"$_=$jar->{$_}"} sort keys %$jar;
}

# Run our program and its peers, which send as many bytes, by turns.  The better
# of two runs counts.  `floor` is held against hello, `asking` against hello that
# asks.
sub _compare {
    my ($site, $who, $ours, $size, %row) = @_;
    my ($path, $status, @headers) = @$ours;
    my @runs = ([$path, $status, _cookies($site, $who), @headers],
        ["/hello/$size", $status], ["/ask/$size", $status]);
    push @runs, [_plain($site, $size), $status] if $status == 200;
    my @best = (0) x @runs;
    for (1 .. 2) {
        for my $i (0 .. $#runs) {
            my $rate = _wrk($site, @{$runs[$i]});
            $best[$i] = $rate if $rate > $best[$i];
        }
    }
    my %same = (ours => $best[0], unit => '/s', percent => 1);
    my %asks = exists $row{asking} ? (floor => delete $row{asking}) : ();
    Report::row(%row, %same, peer => $best[1], name => 'hello');
    Report::row(%same, what => '', peer => $best[2], name => 'hello that asks', %asks);
    Report::row(%same, what => '', peer => $best[3], name => 'static file') if $best[3];
    return;
}

# Good answers a second when this many people ask and pause after a refusal.
sub _goodput {
    my ($site, $path, $cookie, $people) = @_;
    $site->stop_pool($_)->start_pool($_) for qw(dashboard chart);
    my $out = Peer::run(["$ENV{RT_BUILD}/t/bench/load", $site->port, $path, $people,
        2 * SECONDS, PAUSE_MS, $cookie])->{out};
    my ($good, $refused, $other, $worst) =
        $out =~ /^good (\d+) refused (\d+) other (\d+) worst (\d+)/ or croak "load: $out";
    croak "load: $path: $out" if $other;
    my $rate = $good / (2 * SECONDS);
    Report::line(sprintf '%4d people: %6.0f pages a second, %5d refused, the slowest took %5d ms',
        $people, $rate, $refused, $worst);
    return $rate;
}

sub _crowd {
    my ($site, $cookie) = @_;
    my %rate = map { $_ => 0 } CROWDS;
    # The better of two runs, by turns.
    for my $people ((CROWDS) x 2) {
        my $rate = _goodput($site, '/churn', $cookie, $people);
        $rate{$people} = $rate if $rate > $rate{$people};
    }
    my ($best) = sort { $rate{$b} <=> $rate{$a} } CROWDS;
    my $most = (CROWDS)[-1];
    Report::row(what => "page, $most people", ours => $rate{$most}, peer => $rate{$best},
        unit => '/s', percent => 1, name => "$best people, the best", floor => 0.9);
    return;
}

sub _site {
    my ($company) = @_;
    my $site = RT::Site->new(db => $company->db, workers => _workers(), queue => _queue(),
        env => {REPORT_ZONE => 'UTC', RETENTION_LANG => 'en'});
    $site->refresh;
    $site->start_pool('dashboard')->start_pool('chart');
    my $hello = "$ENV{RT_BUILD}/t/bench/hello";
    $site->start_pool('hello', $hello)->start_pool('ask', $hello, 'ask');
    return $site->start_nginx(_edit($site));
}

# Memory of a worker in kB, the mapped snapshot included.
sub memory_kb {
    my ($site, $name) = @_;
    my $pid = $site->worker($name);
    my $kb = Peer::slurp("/proc/$pid/smaps_rollup") =~ /^Rss:\s+(\d+)/m ? $1 : 0;
    croak "$name has ended" if !$kb;
    return $kb;
}

# How long the first person to look at new data waits for each page, and how
# long the next one: [path, ms, ms].
sub first_looks {
    my ($site, $who) = @_;
    return map {
        my $path = $_;
        [$path, map {
            my $began = time;
            my $r     = $site->get($path, as => $who);
            croak "$path: $r->{status}" if $r->{status} != 200;
            1000 * (time - $began);
        } 1 .. 2]
    } qw(/overview /churn /mrr /cohorts /ltv /desk /reconciliation);
}

sub _print_looks {
    my ($site, $who) = @_;
    Report::line(sprintf '%-16s %7.1f ms at the first look, %5.1f at the next', @$_)
        for first_looks($site, $who);
    return;
}

sub measure {
    my ($company, $browser_kb) = @_;
    Report::section('Behind nginx: requests a second, ' . _workers() . ' workers, '
            . CONNECTIONS . ' connections, answers of the same size');
    return Report::skip('pages', 'no wrk') if !Peer::find('wrk');
    if (my $why = RT::Site->missing) { return Report::skip('pages', $why) }
    my $site   = _site($company);
    my $who    = $site->sign_in(role => 'admin');
    $site->stop_pool('dashboard')->{workers} = 1;
    _print_looks($site->start_pool('dashboard'), $who);
    $site->{workers} = _workers();
    my $page = $site->get('/churn', as => $who);
    croak "page: $page->{status}" if $page->{status} != 200;
    my $bytes = length $page->{content};
    my $png   = $site->get('/block/churn.png', as => $who);
    croak "picture: $png->{status}" if $png->{status} != 200;

    _compare($site, $who, ['/churn', 200], $bytes,
        what => sprintf('page of %d kB', $bytes / 1024), floor => 0.5);
    _compare($site, $who, ['/block/churn.png', 200], length $png->{content},
        what => 'picture, kept by the worker', asking => 0.8);
    _compare($site, $who,
        ['/block/churn.png', 304, "If-None-Match: $png->{headers}{etag}"],
        304, what => 'picture, unchanged (304)', asking => 0.8);
    Report::line('"hello that asks" first reads one row by its key. Our pages have to do that');
    Report::line('too, to check who is asking, so they cannot be faster than it');
    _crowd($site, _cookies($site, $who));
    $site->get('/block/churn.png', as => $who);
    my $kb = memory_kb($site, 'chart1');
    Report::line(sprintf 'a worker holds %d MB, the mapped snapshot included', $kb / 1024);
    Report::row(what => 'memory of a worker', ours => $kb / 1024,
        peer => $browser_kb / 1024, unit => 'MB', name => 'browser', floor => 2)
        if $browser_kb;
    $site->stop;
    return;
}

1;
