#!/usr/bin/perl
# Answers as a browser gets them: headers of every status, messages about wrong
# requests, limits, languages, plain CGI, workers that start and end.
use strict;
use warnings;
use IO::Socket::INET;
use JSON::PP;
use RT::Site;
use Test::More;
use Time::HiRes qw(sleep time);

my $why = RT::Site->missing;
plan skip_all => $why if $why;

my $site  = RT::Site->new->small_company->start;
my $who   = $site->sign_in(role => 'admin');
my $guest = $site->sign_in(role => 'client');

my %HEADER = (
    'content-security-policy'      => qr/^default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
    'x-content-type-options'       => qr/^nosniff$/,
    'referrer-policy'              => qr/^same-origin$/,
    'x-frame-options'              => qr/^DENY$/,
    'cross-origin-opener-policy'   => qr/^same-origin$/,
    'cross-origin-resource-policy' => qr/^same-origin$/,
    'permissions-policy'           => qr/camera=\(\)/,
);

sub headers_ok {
    my ($r, $what) = @_;
    my @wrong;
    for my $name (sort keys %HEADER) {
        my $value = $r->{headers}{$name};
        push @wrong, $name if !defined $value || ref $value || $value !~ $HEADER{$name};
    }
    push @wrong, 'strict-transport-security over http'
        if defined $r->{headers}{'strict-transport-security'};
    push @wrong, 'server: ' . $r->{headers}{server}
        if ($r->{headers}{server} // '') =~ /\d/;
    is join(', ', @wrong), '', "$what has every header, once";
    return;
}

my $etag = $site->get('/block/churn.png', as => $who)->{headers}{etag};
my @answers = (
    [200, 'a page',            $site->get('/churn', as => $who)],
    [200, 'a picture',         $site->get('/block/churn.png', as => $who)],
    [200, 'a JSON',            $site->get('/block/churn.json', as => $who)],
    [200, 'a CSV',             $site->get('/block/churn.csv', as => $who)],
    [200, 'a login page',      $site->get('/login')],
    [200, 'a static file',     $site->get('/static/style.css')],
    [200, 'robots.txt',        $site->get('/robots.txt')],
    [303, 'a redirect',        $site->get('/', as => $who)],
    [304, 'a picture again',   $site->get('/block/churn.png', as => $who, headers =>
        {'If-None-Match' => $etag})],
    [400, 'a mistake',         $site->get('/churn?by=decade', as => $who)],
    [400, 'a request that nginx refuses', $site->request('GET', '/churn', as => $who, headers =>
        {'X-Long' => 'x' x 20000})],
    [401, 'a page without signing in', $site->get('/churn')],
    [403, 'a page without the right to it', $site->get('/churn', as => $guest)],
    [404, 'no page',           $site->get('/nothing', as => $who)],
    [404, 'a missing static file', $site->get('/static/nothing.css')],
    [405, 'POST to a page',    $site->post('/churn', {}, as => $who)],
    [405, 'PUT',               $site->request('PUT', '/churn', as => $who)],
    [405, 'DELETE of a file',  $site->request('DELETE', '/static/style.css')],
    [413, 'a large form',      $site->post('/theme', {theme => 'x' x 65536}, as => $who)],
);
$site->use_link('C' x 43, from => '127.3.3.3') for 1 .. 5;
push @answers, [429, 'one try too many', $site->use_link('C' x 43, from => '127.3.3.3')];
for my $case (@answers) {
    my ($status, $what, $r) = @$case;
    is $r->{status}, $status, "$what: $status";
    headers_ok($r, $what);
    unlike $r->{content}, qr{<title>(?!$status)\d}, '  and its title names no other status';
}

subtest 'what caches may keep' => sub {
    my %keep = (
        '/churn' => 'private, no-cache', '/block/churn.png' => 'private, no-cache',
        '/block/churn.csv' => 'private, no-cache', '/nothing' => 'private, no-cache',
        '/login' => 'no-store', '/static/app.js' => 'max-age=2592000',
    );
    is $site->get($_, as => $who)->{headers}{'cache-control'}, $keep{$_}, "$_: $keep{$_}"
        for sort keys %keep;
    my $r = $site->get('/churn', as => $who);
    like $r->{headers}{'content-type'}, qr{^text/html; charset=utf-8$}i,
        'a page names its charset';
    $r = $site->get('/block/churn.csv', as => $who);
    like $r->{headers}{'content-disposition'}, qr/^attachment; filename="churn\.csv"$/,
        'a CSV is downloaded as a file';
    like $r->{headers}{'content-type'}, qr{^text/csv; charset=utf-8$}i,
        '  and names its charset';
    my $tag = $r->{headers}{etag};
    $r = $site->get('/block/churn.csv?for=excel', as => $who);
    like $r->{content}, qr/^\xef\xbb\xbf[^\n]*\r\n/, 'for Excel it begins with a BOM';
    isnt $r->{headers}{etag}, $tag, '  and has another ETag';
    like $site->get('/churn', as => $who)->{content},
        qr{<a href="/block/churn\.csv\?for=excel&amp;lang=en" download>CSV }, '  with a link on the page';
    like $site->get('/churn?lang=ru', as => $who)->{content},
        qr{<a href="/block/churn\.csv\?for=excel&amp;lang=ru" download>CSV },
        '  which keeps the language of the page';
    like $site->get('/block/churn.csv?for=excel&lang=ru', as => $who)->{content},
        qr/^\xef\xbb\xbf[^\n,]*;/, '  as the headings show';
    is $site->get("/block/churn.$_", as => $who)->{status}, 400, "not as $_"
        for 'csv?for=word', 'json?for=excel', 'png?for=excel';
};

subtest 'the programs send the same headers without nginx' => sub {
    my $r = $site->cgi('dashboard', GET => '/login');
    is $r->{status}, 200, 'plain CGI answers';
    headers_ok($r, 'it');
    is $r->{exit}, 0, 'and ends';
    for my $case (['POST', '/theme', 'x' x 65537, 413], ['PUT', '/login', '', 405],
        ['GET', '/%2e%2e/etc/passwd', '', 400],
        ['GET', '//evil.example', '', 400], ['GET', '/nothing', '', 404], ['GET', '/churn', '', 401], ['POST',
            '/theme', 'theme=%zz', 400]) {
        my ($method, $path, $body, $want) = @$case;
        $r = $site->cgi('dashboard', $method => $path, content => $body);
        is $r->{status}, $want, "$method $path is $want";
        headers_ok($r, '  it');
    }
    $r = $site->cgi('dashboard', HEAD => '/login');
    is $r->{status}, 200, 'HEAD is answered';
    is $r->{content}, '', '  without a body';
    ok $r->{headers}{'content-length'} > 500, '  but with the length of the page';
    $r = $site->cgi('dashboard', POST => '/theme', content => '{}', env =>
        {CONTENT_TYPE => 'application/json'});
    is $r->{status}, 400, 'a body that is not a form is refused';
    like $r->{content}, qr{application/json}, '  and its type is named';
    $r = $site->cgi('dashboard', POST => '/theme', content => 'a=b', env =>
        {CONTENT_LENGTH => 100});
    is $r->{status}, 400, 'a body that breaks off is refused';
};

subtest 'mistakes in the address are named, in both languages' => sub {
    my @mistakes = (
        ['colour=red', 'colour', 'red'], ['by=decade', 'by', 'decade'], ['from=tomorrow',
            'from', 'tomorrow'],
        ['from=2024-02-30', 'from', '2024-02-30'], ['from=2024&to=2023', '2024', '2023'],
            ['by=month&by=year', 'by', ''],
        ['complete=perhaps', 'complete', 'perhaps'], ['as_of=2030-01-01', 'as_of',
            '2030-01-01'],
        ['attr.nothing=1', 'attr.nothing', ''], ['voluntary=whim', '', 'whim'],
            ['lang=de', 'lang', 'de'],
        ['from=%3Cscript%3E', 'from', '&lt;script&gt;'], ['region=%', '', '%'],
            ['region=%ff', '', ''],
        ['%3Cb%3E=1', '&lt;b&gt;', ''],
    );
    for my $lang (qw(ru en)) {
        my $reader = $site->sign_in(lang => $lang);
        for my $case (@mistakes) {
            my ($query, @named) = @$case;
            my $r = $site->get("/churn?$query", as => $reader);
            is $r->{status}, 400, "?$query is refused";
            like $r->{content}, qr/\Q$_\E/, "  $lang: $_ is named"
                for grep { length } @named;
            unlike $r->{content}, qr/<script>/, '  as text';
        }
        my $r = $site->get('/churn?colour=red', as => $reader);
        like $r->{content},
            $lang eq 'ru' ? qr/Параметр «colour»/ : qr/parameter “colour”/,
            "the sentence is $lang";
    }
};

subtest 'pictures of absurd sizes are refused' => sub {
    my %size = ('960' => 200, '960x2' => 200, '160' => 200, '2000' => 200, '159' => 400,
        '2001' => 400, '960x3' => 400,
        '960x0' => 400, '0' => 400, '-5' => 400, '99999x9' => 400, '30000' => 400,
            '960x' => 400, 'x2' => 400, 'wide' => 400,
        '99999999999999999999' => 400);
    for my $size (sort keys %size) {
        my $r = $site->get("/block/churn.png?size=$size", as => $who);
        is $r->{status}, $size{$size}, "size=$size is $size{$size}";
        like $r->{content}, $size{$size} == 200 ? qr/^\x89PNG/ : qr/\Q$size\E/,
            $size{$size} == 200 ? '  a picture' : '  and named';
    }
    is $site->get('/block/churn.png?theme=pink', as => $who)->{status}, 400,
        'theme=pink too';
    is $site->get('/block/nothing.png', as => $who)->{status}, 404,
        'an unknown block is a 404';
    like $site->get('/block/nothing.json', as => $who)->{content}, qr/nothing/,
        '  and named';
    is $site->get('/block/churn.csv?table=nothing', as => $who)->{status}, 400,
        'so is an unknown table';
    is $site->get('/block/churn.png?table=churn', as => $who)->{status}, 400,
        'only CSV has the key "table"';
};

subtest 'malformed paths and requests' => sub {
    for my $path ('/..%2f..%2fetc/passwd', '/static/../nginx/retention.conf',
        '/static/..%2fsql', '/block/..%2fx.png',
        '/block/%00.png', '/.env', '/static/.git', '/churn/', '/CHURN', '/block/a/b.png',
            '/%ff', '/block/' . 'x' x 64 . '.png') {
        my $raw = raw("GET $path HTTP/1.0\r\nHost: x\r\n\r\n");
        like $raw, qr{^HTTP/1\.1 40[014] }, "$path is an error";
    }
    like raw("TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
        qr{^HTTP/1\.1 405 }, 'TRACE is not served';
    like raw("POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n"),
        qr{^HTTP/1\.1 400 }, 'two values of Content-Length are refused';
};

sub raw {
    my ($text) = @_;
    my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $site->port,
        LocalAddr => '127.4.4.' . (1 + int rand 250)) or die $!;
    print {$s} $text;
    local $/;
    return scalar <$s> // '';
}

subtest 'form fields that are wrong are named' => sub {
    for my $case (['/language', {language => 'de'}, 'de'], ['/theme', {theme => 'pink'},
        'pink'], ['/theme', {theme => 'dark', more => 1}, 'more'], ['/logout', {now => 1},
        'now']) {
        my ($path, $fields, $named) = @$case;
        my $r = $site->post($path, $fields, as => $who);
        is $r->{status}, 400, "POST $path";
        like $r->{content}, qr/\Q$named\E/, "  names $named";
    }
    for my $away ('https://evil.example/', '//evil.example/', '/\\evil.example',
        "/x\r\nSet-Cookie: a=b", 'javascript:alert(1)', '') {
        my $r = $site->post('/theme', {theme => 'dark', return => $away}, as => $who);
        is $r->{headers}{location}, '/',
            'a wrong address to return to leads to the first page';
        ok !exists $who->{cookies}{a}, '  and sets nothing';
    }
    is $site->post('/theme', {theme => 'dark', return => '/churn?by=year'},
        as => $who)->{headers}{location}, '/churn?by=year', 'a correct one is followed';
};

subtest 'a picture is fetched again only when it changed' => sub {
    my $r   = $site->get('/block/churn.png?by=month&region=North', as => $who);
    my $tag = $r->{headers}{etag};
    my $ask = sub { return $site->get($_[0], as => $who, headers =>
        {'If-None-Match' => $tag})->{status} };
    is $ask->('/block/churn.png?by=month&region=North'), 304,
        'an unchanged picture is not sent again';
    is $ask->('/block/churn.png?region=North&by=month'), 304,
        'nor with the keys in another order';
    is $ask->('/block/churn.png?region=North&by=month&g=abc'), 304,
        'nor with another generation in the address';
    is $ask->('/block/churn.png?by=year&region=North'), 200, 'with another step it is sent';
    is $ask->("/block/churn.png?by=month&region=North&$_"), 200, "and with $_"
        for qw(lang=ru theme=dark size=400);
    is $ask->('/block/churn.json?by=month&region=North'), 200, 'another form is sent';
    is $site->get('/block/churn.png?by=month&region=North', headers =>
        {'If-None-Match' => $tag})->{status}, 401, 'without signing in there is no 304';
    $site->sql("UPDATE contracts SET end_date = '2024-05-20' WHERE id = 1");
    $site->refresh;
    my $until = time + 5;
    sleep 0.1 while $ask->('/block/churn.png?by=month&region=North') == 304
        && time < $until;
    is $ask->('/block/churn.png?by=month&region=North'), 200,
        'a picture is sent again when the data have changed';
};

subtest 'a worker answers again with what it has kept' => sub {
    my $card = sub {
        my ($query) = @_;
        my $text = $site->get("/churn$query", as => $who)->{content};
        return $text =~ m{<div id="cards".*?>(.*)</main>}s ? $1 : '';
    };
    my $first = $card->('');
    like $first, qr/<section class="card" id="block-churn">/, 'a card';
    is $card->(''), $first, 'the same card is sent again';
    isnt $card->($_), $first, "there is another one for $_" for qw(?by=year ?region=North ?lang=ru);
    is $card->('?size=400'), $first, 'a key of pictures does not change the card';
    for my $form (qw(png json)) {
        my @twice = map { $site->get("/block/churn.$form", as => $who) } 1, 2;
        is $twice[1]{content}, $twice[0]{content}, "the same $form again";
        is $twice[1]{headers}{'content-type'}, $twice[0]{headers}{'content-type'},
            '  of the same type';
    }
    $site->sql("UPDATE contracts SET end_date = '2024-05-21' WHERE id = 2");
    $site->refresh;
    my $until = time + 5;
    sleep 0.1 while $card->('') eq $first && time < $until;
    isnt $card->(''), $first, 'there is another one when the data have changed';
};

subtest 'JSON, CSV and the page agree' => sub {
    my $json = decode_json($site->get('/block/churn.json?by=year', as => $who)->{content});
    my @csv  = map { [split /,/] } split /\r?\n/, $site->get('/block/churn.csv?by=year',
        as => $who)->{content};
    my @names = map { $_->{name} } @{$json->{tables}[0]{columns}};
    is_deeply $csv[0], [@names, 'as_of'], 'the columns, and the day';
    is_deeply [map { $_->[0] } @csv[1 .. $#csv]],
        [map { "$_->[0]" } @{$json->{tables}[0]{rows}}], 'the periods';
    my $lost = (grep { $names[$_] eq 'lost' } 0 .. $#names)[0];
    is_deeply [map { $_->[$lost] } @csv[1 .. $#csv]],
        [map { "$_->[$lost]" } @{$json->{tables}[0]{rows}}], 'lost clients are the same in JSON';
    is $site->value("SELECT COUNT(*) FROM audit_log WHERE action = 'export' AND user_id = $who->{id}") > 0, 1,
        'the download is in the audit log';
};

subtest 'languages' => sub {
    my $ask = sub { my $r = $site->get(@_);
        return $r->{content} =~ /<html lang="(\w+)"/ ? $1 : '' };
    is $ask->('/login', headers => {'Accept-Language' => 'ru-RU,ru;q=0.9,en;q=0.8'}),
        'ru', 'the language is that of the browser';
    is $ask->('/login', headers => {'Accept-Language' => 'de'}), 'en',
        'that of the setting if the browser has neither';
    is $ask->('/login?lang=ru', headers => {'Accept-Language' => 'en'}), 'ru',
        'that of the address';
    my $r = $site->sign_in(lang => 'ru');
    is $ask->('/churn', as => $r, headers => {'Accept-Language' => 'en'}), 'ru',
        'that of the person';
    is $ask->('/churn?lang=en', as => $r), 'en', 'the address wins over the person';
    is $site->post('/language', {language => 'en', return => '/churn'},
        as => $r)->{status}, 303, 'a person can change it';
    is $ask->('/churn', as => $r), 'en', '  the next page has it';
    is $site->value("SELECT language FROM users WHERE id = $r->{id}"), 'en',
        '  in the database';
    is $ask->('/nothing', as => $r, headers => {'Accept-Language' => 'ru'}), 'en',
        'an unknown page has it too';
};

subtest 'a worker that is told to end answers first' => sub {
    my $pid = fork // die $!;
    if ($pid == 0) {
        my %got;
        $got{$site->get('/churn', as => $who)->{status}}++ for 1 .. 40;
        POSIX::_exit(($got{200} // 0) == 40 ? 0 : 1);
    }
    for (1 .. 5) { $site->restart_pools; sleep 0.05 }
    waitpid $pid, 0;
    is $?, 0, '40 pages are complete, although the workers were restarted five times';
    $site->get('/login');    # waits until the worker has started
    {
        local (@ARGV, $/) = '/proc/' . $site->worker('dashboard1') . '/limits';
        like <>, qr/^Max core file size +0 +0 /m, 'a worker leaves no core file';
    }
    is $site->end_worker('dashboard1'), 0, 'a worker ends with status 0';
    $site->start_pool('dashboard');
};

subtest 'without a worker the answer is a 503 with a page' => sub {
    my $other = RT::Site->new->start;
    $other->stop_pool('dashboard');
    $other->{socket}{dashboard}->close;
    my $r = $other->get('/login');
    is $r->{status}, 503, 'not a 502';
    is $r->{headers}{'retry-after'}, 10, 'it says when to come back';
    like $r->{content}, qr/Not just now/, 'in English';
    like $r->{content}, qr/\xd0\xa1\xd0\xb5\xd0\xb9\xd1\x87\xd0\xb0\xd1\x81/,
        'and in Russian';
    headers_ok($r, 'it');
};

subtest 'with a full queue the answer is "busy" at once' => sub {
    my $small = RT::Site->new(queue => 2)->start;
    kill 'STOP', $small->worker('dashboard1');
    my @waiting = map {
        my $pid = fork // die $!;
        if ($pid == 0) { POSIX::_exit($small->get('/login')->{status} == 200 ? 0 : 1) }
        $pid;
    } 1 .. 2;
    sleep 0.5;
    my $t = time;
    my $r = $small->get('/login');
    is $r->{status}, 503, 'a third request is refused when two may wait';
    cmp_ok time - $t, '<', 10, '  at once, not after a time-out';
    is $r->{headers}{'retry-after'}, 10, '  with the time to come back';
    is $small->get('/static/style.css')->{status}, 200, 'files that need no worker are served';
    is $small->get('/block/churn.png')->{status}, 401, 'and the other pool answers';
    kill 'CONT', $small->worker('dashboard1');
    is_deeply [map { waitpid $_, 0; $? } @waiting], [0, 0], 'the two that waited are answered';
};

subtest 'with wrong settings the programs do not start' => sub {
    my %wrong = (
        DASHBOARD_URL => ['http://retention.example', qr/retention\.example/],
        SECRET_FILE   => ["$site->{dir}/nothing", qr/nothing/],
        SHARE_DIR     => ["$site->{dir}/nowhere", qr/nowhere/],
        REPORT_ZONE   => ['Mars/Olympus', qr/Mars/],
    );
    for my $name (sort keys %wrong) {
        my $r = $site->cgi('dashboard', GET => '/login', env =>
            {$name => $wrong{$name}[0]});
        isnt $r->{exit}, 0, "$name=$wrong{$name}[0]";
        like $site->log('cgi'), $wrong{$name}[1], '  and is named';
    }
    for my $url ('http://localhost:80', 'http://127.0.0.1', 'http://[::1]:8050',
        'https://retention.example') {
        is $site->cgi('dashboard', GET => '/login', env =>
            {DASHBOARD_URL => $url})->{status}, 200, "$url is accepted";
    }
    is $site->cgi('dashboard', GET => '/login', env =>
        {GATEWAY_INTERFACE => ''})->{status}, 200, 'an empty GATEWAY_INTERFACE is one';
};

subtest 'the log is JSON without personal data' => sub {
    my @lines = split /\n/, $site->log('dashboard');
    my @bad = grep { !eval { decode_json($_); 1 } } @lines;
    is_deeply \@bad, [], 'all ' . scalar(@lines) . ' lines parse';
    my $all = join "\n", @lines, $site->log('access');
    ok index($all, $_) < 0, "$_ is not in it" for $who->{name},
        $who->{cookies}{'__Host-sid'}, 'North', 'yesterday', '127.0.';
};

$site->finish;
done_testing;
