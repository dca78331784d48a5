#!/usr/bin/perl
# Who may do what: every row of the route tables, tried by everybody.
use strict;
use warnings;
use RT::Site;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;

# What is expected of each row, written down a second time: the answer to
# {nobody, client, manager, admin}; a row that is missing here fails.
my %GET = (
    '/'             => [401, 403, 303, 303],
    '/login'        => [200, 200, 200, 200],
    '/block/*.json' => [401, 403, 200, 200],
    '/block/*.csv'  => [401, 403, 200, 200],
    '/block/*.png'  => [401, 403, 200, 200],
    '/block/*.areas' => [401, 403, 200, 200],
    '/generation'   => [401, 403, 200, 200],
    '/join'         => [400, 400, 400, 400],    # without its link
    '/audit'        => [401, 403, 403, 200],
    '/health'       => [401, 403, 403, 200],
    '/queue'        => [401, 403, 200, 200],
    '/cases/*'      => [401, 403, 404, 404],
    '/calls/*'      => [401, 403, 404, 404],
    '/my/*'         => [404, 404, 404, 404],    # no link
    '/users'        => [401, 403, 403, 200],
    '/users/*'      => [401, 403, 403, 404],
    '/offers'       => [401, 403, 200, 200],
    '/offers/*'     => [401, 403, 403, 404],
    '/orders'       => [401, 403, 200, 200],
    '/orders/*'     => [401, 403, 404, 404],
    '/messages'     => [401, 403, 200, 200],
    '/messages/*'   => [401, 403, 404, 404],
    '/reasons'      => [401, 403, 403, 200],
    '/reasons/*'    => [401, 403, 403, 404],
    '/templates'    => [401, 403, 403, 200],
    '/templates/*'  => [401, 403, 403, 404],
    '/clients'      => [401, 403, 200, 200],
    '/clients/*'    => [401, 403, 404, 404],
    '/clients/*/edit'      => [401, 403, 404, 404],
    '/clients/*/contract'  => [401, 403, 404, 404],
    '/contracts/*/edit'    => [401, 403, 404, 404],
    '/contracts/*/past'    => [401, 403, 403, 404],
    '/contracts/*/archive' => [401, 403, 403, 404],
    # Pages: those of the menu, and a block alone.
    map { ("/$_" => [401, 403, 200, 200]) }
        qw(overview churn mrr cohorts ltv desk reconciliation age-cohorts
        kpi-indicators desk-funnel revenue-expense-graph pie-charts-block
        profit-histogram profit-retention-scatter save-rate),
);
# POST rows: with everything right, fields and answers.
my %POST = (
    '/language' => [{language => 'en', return => '/churn'}, [401, 303, 303, 303]],
    '/theme'    => [{theme => 'dark', return => '/churn'}, [401, 303, 303, 303]],
    '/login'    => [{t => 'x' x 43}, [403, 403, 403, 403]],
    '/logout'   => [{}, [401, 303, 303, 303]],
    '/join'     => [{t => 'y' x 43, name => 'somebody'}, [403, 403, 403, 403]],
);
# Forms of administrators: t/e2e/admin-access.t tries them.
my @ADMIN = ((map { "/users/$_" } qw(add invite uninvite role language active sessions)),
    qw(/offers/save /offers/archive /reasons/add /reasons/edit /templates/add /templates/edit));
# Forms of the staff: t/e2e/orders-page.t and messages-page.t try them.
my @STAFF = qw(/orders/answer /orders/event /messages/reply /messages/none);
# Forms of the desk: t/e2e/desk-access.t and my-page.t try them.
my @DESK = qw(/queue/find /queue/told /cases/* /cases/*/show /calls/* /my/*);
# Forms of the client card: t/e2e/card-access.t tries them.
my @CARD = ('/clients/find', (map { "/clients/*/$_" } qw(edit contract undo)),
    map { "/contracts/*/$_" } qw(edit past archive link));

my $site = RT::Site->new->small_company->start;

sub rows {
    my @rows;
    for my $program (qw(dashboard chart file)) {
        open my $fh, '-|', RT::Site::build() . "/$program.fcgi", '--routes' or die $!;
        while (<$fh>) { chomp; push @rows, [split /\t/] }
        close $fh or die "$program.fcgi --routes";
    }
    return @rows;
}

sub somebody { my ($role) = @_; return $role eq 'nobody' ? {cookies =>
    {}} : $site->sign_in(role => $role) }

my @rows = rows();
is_deeply [sort map { "$_->[0] $_->[1]" } @rows],
    [sort((map { "GET $_" } keys %GET), (map { "POST $_" } keys %POST, @ADMIN, @STAFF, @DESK, @CARD))],
    'the tables have exactly the rows this test expects';

my @roles = qw(nobody client manager admin);
for my $i (0 .. $#roles) {
    my $who = somebody($roles[$i]);
    for my $row (sort { $a cmp $b } keys %GET) {
        is $site->get($row =~ s/\*/churn/r, as => $who)->{status}, $GET{$row}[$i],
            "GET $row by $roles[$i]";
    }
}

# A form of every kind of person, right and with each thing wrong.  Logout
# comes last: it ends the session.
for my $i (0 .. $#roles) {
    my $who   = somebody($roles[$i]);
    my $other = $site->sign_in(role => 'admin');
    my $alien = $site->csrf($other);
    for my $path (qw(/login /join /language /theme /logout)) {
        my ($fields, $want) = @{$POST{$path}};
        my $refused = $want->[$i] == 401 ? 401 : 403;
        my $open = $path =~ m{^/(?:login|join)$};    # for everybody
        my @wrong = (
            ['from another site', headers => {Origin => 'https://evil.example'}],
            ['from another site by Sec-Fetch-Site', headers =>
                {'Sec-Fetch-Site' => 'cross-site'}],
            ['from nowhere', headers => {Origin => 'null'}],
        );
        push @wrong, ['without a token', csrf => undef], ['with an empty token',
            csrf => ''],
            ['with the token of somebody else', csrf => $alien]
            if !$open;
        for my $case (@wrong) {
            my ($what, %o) = @$case;
            is $site->post($path, $fields, as => $who, %o)->{status}, $refused,
                "POST $path by $roles[$i] $what";
        }
        is $site->post($path, $fields, as => $who,
            $open ? (csrf => undef) : ())->{status},
            $want->[$i], "POST $path by $roles[$i]";
    }
}

subtest 'what a row does not take is refused before its handler runs' => sub {
    my $who = somebody('admin');
    for my $path (map { s/\*/churn/r } sort keys %GET) {
        for my $query ('nonsense=1', 'lang=en&lang=en') {
            is $site->get("$path?$query", as => $who)->{status}, 400, "GET $path?$query";
        }
    }
    for my $path (qw(/login /language /theme /logout)) {
        my ($fields) = @{$POST{$path}};
        my %o = (as => $who, $path eq '/login' ? (csrf => undef) : ());
        is $site->post($path, {%$fields, nonsense => 1}, %o)->{status}, 400, "POST $path: unknown";
        is $site->post("$path?nonsense=1", $fields, %o)->{status}, 400, "POST $path: in its query";
        for my $left (grep { $_ ne 'return' } sort keys %$fields) {
            is $site->post($path, {map { $_ => $fields->{$_} } grep { $_ ne $left } keys %$fields},
                %o)->{status}, 400, "POST $path: without $left";
        }
    }
    is $site->post('/theme', {theme => 'pink'}, as => $who)->{status}, 400, 'a theme there is not';
    is $site->get('/churn', as => $who)->{status}, 200, 'and nobody was signed out';
};

# An update of somebody's sessions; how idle they are.
sub age { my ($who, $set) = @_; return $site->sql("UPDATE sessions SET $set WHERE user_id = $who->{id}") }
sub idle_s {
    my ($who) = @_;
    return $site->value('SELECT TIMESTAMPDIFF(SECOND, seen_at, UTC_TIMESTAMP()) '
            . "FROM sessions WHERE user_id = $who->{id}");
}

subtest 'a session that is over opens nothing' => sub {
    my %over = (
        'disabled'          => 'UPDATE users SET active = 0 WHERE id = %d',
        'deleted'           => 'UPDATE users SET deleted_at = UTC_TIMESTAMP() WHERE id = %d',
        'idle for 31 min'   => 'UPDATE sessions SET seen_at = UTC_TIMESTAMP() - INTERVAL 31 MINUTE WHERE user_id = %d',
        'older than 8 h'    => 'UPDATE sessions SET expires_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE user_id = %d',
        'removed'           => 'DELETE FROM sessions WHERE user_id = %d',
    );
    for my $what (sort keys %over) {
        my $who = $site->sign_in(role => 'admin');
        is $site->get('/churn', as => $who)->{status}, 200, "$what: it was good before";
        $site->sql(sprintf $over{$what}, $who->{id});
        is $site->get($_ =~ s/\*/churn/r, as => $who)->{status}, 401, "$what: GET $_"
            for grep { $GET{$_}[0] == 401 } sort keys %GET;
        is $site->post('/logout', {}, as => $who)->{status}, 401, "$what: POST /logout";
    }
};

subtest 'a session that is nearly over still opens' => sub {
    my $who = $site->sign_in;
    age($who, 'seen_at = UTC_TIMESTAMP() - INTERVAL 29 MINUTE');
    is $site->get('/churn', as => $who)->{status}, 200, 'idle for 29 minutes';
    cmp_ok idle_s($who), '<', 60, 'and is no longer idle';
};

subtest 'what pages ask for by themselves keeps no session alive' => sub {
    my $who  = $site->sign_in;
    age($who, 'seen_at = UTC_TIMESTAMP() - INTERVAL 20 MINUTE');
    is $site->get('/generation', as => $who)->{status}, 200, 'asking for the generation';
    is $site->get('/block/churn.png', as => $who)->{status}, 200, 'a picture';
    is $site->get('/churn', as => $who, headers => {'X-Auto-Refresh' => 1})->{status},
        200, 'a page that refreshes itself';
    cmp_ok idle_s($who), '>=', 20 * 60, 'the session is as idle as before';
    $site->get('/churn', as => $who);
    cmp_ok idle_s($who), '<', 60, 'a page that somebody opens counts';
};

subtest 'a role counts from the next request on' => sub {
    my $who = $site->sign_in(role => 'manager');
    is $site->get('/churn', as => $who)->{status}, 200, 'a manager';
    my ($out, $err, $status) = $site->retention('user', 'role', $who->{name}, 'client');
    is $status, 0, 'becomes a client' or diag $err;
    is $site->get('/churn', as => $who)->{status}, 403, 'and is let in no more';
};

subtest 'logging out ends the session at once' => sub {
    my $who  = $site->sign_in;
    my $copy = {cookies => {%{$who->{cookies}}}};
    my $r    = $site->post('/logout', {}, as => $who);
    is $r->{headers}{location}, '/login', 'and leads to the login page';
    is_deeply $who->{cookies}, {}, 'both cookies are taken away';
    is $r->{headers}{'clear-site-data'}, '"cache"', 'and what was cached';
    is $site->get('/churn', as => $copy)->{status}, 401, 'who kept the cookie is out';
};

subtest 'cookies that are none' => sub {
    for my $sid ('', 'x', 'x' x 43, 'A' x 43, 'x' x 5000, '../../etc/passwd',
        "' OR 1=1 --") {
        is $site->get('/churn', headers => {Cookie => "__Host-sid=$sid"})->{status}, 401,
            'of ' . length($sid) . ' bytes';
    }
    my $who = $site->sign_in;
    my $c   = $who->{cookies}{'__Host-sid'};
    is $site->get('/churn', headers =>
        {Cookie => "__Host-sid=$c; __Host-sid=$c"})->{status}, 401,
        'sent twice: a neighbour host may have planted one';
    is $site->get('/churn', headers => {Cookie => "__Host-sid=$c"})->{status}, 200,
        'once it is good';
};

subtest 'refusals are in the audit log' => sub {
    my $count = sub { return $site->value("SELECT COUNT(*) FROM audit_log WHERE action = '$_[0]' AND result = 'refused' AND user_id = $_[1]") };
    my $who = $site->sign_in(role => 'client');
    $site->get('/churn', as => $who);
    is $count->('role_denied', $who->{id}), 1, 'of a role';
    $site->post('/theme', {theme => 'dark'}, as => $who, csrf => 'x');
    is $count->('csrf_token', $who->{id}), 1, 'of a form without its token';
    $site->post('/theme', {theme => 'dark'}, as => $who, headers =>
        {Origin => 'http://evil'});
    is $count->('csrf_origin', $who->{id}), 1, 'of a form from elsewhere';
    is $site->value("SELECT CONCAT_WS(' ', actor, source, entity, field) FROM audit_log WHERE action = 'role_denied' AND user_id = $who->{id}"),
        'user web route GET /churn', 'with who, whence and what';
    like $site->value("SELECT request_id FROM audit_log WHERE action = 'role_denied' AND user_id = $who->{id}"),
        qr/^[0-9a-f]{32}$/, 'and the request';
};

subtest 'AUTH_HEADER: the person that nginx has authenticated' => sub {
    $site->retention('user', 'add', 'petrov', '--role', 'manager');
    my $cgi = sub { return $site->cgi('dashboard', GET => '/churn', env => {@_})->{status} };
    is $cgi->(REMOTE_USER => 'petrov'), 401, 'is not asked for unless it is set';
    $site->set_env(AUTH_HEADER => 'REMOTE_USER');
    is $cgi->(REMOTE_USER => 'petrov'), 200, 'is let in';
    is $cgi->(HTTP_REMOTE_USER => 'petrov'), 401, 'by that parameter only';
    is $cgi->(REMOTE_USER => 'sidorov'), 401, 'one whom nobody knows is not';
    $site->sql("UPDATE users SET active = 0 WHERE login = 'petrov'");
    is $cgi->(REMOTE_USER => 'petrov'), 401, 'nor one who is disabled';
    $site->sql("UPDATE users SET active = 1 WHERE login = 'petrov'");
};

# Every way to write a name, as a header: of the name itself, of the header
# that it would be, of what other servers make of it.
sub spellings {
    my ($name) = @_;
    my %all;
    for my $head ('', 'HTTP_', 'HTTP_HTTP_', 'X_') {
        for my $case (uc $head . $name, lc $head . $name, join('_', map { ucfirst lc }
            split /_/, $head . $name)) {
            for my $joint ('-', '_', '.', ' ', '--', '__') {
                $all{$case =~ s/_/$joint/gr} = 1;
            }
        }
    }
    return sort keys %all;
}

# The status that raw header lines get, over a connection of its own.
sub status_of {
    my ($other, @lines) = @_;
    my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $other->port,
        LocalAddr => '127.6.' . int(rand 250) . '.' . (1 + int rand 250)) or die $!;
    print {$s} join("\r\n", "GET /churn HTTP/1.1", 'Host: localhost', 'Connection: close',
        @lines, '', '');
    local $/;
    return (<$s> // '') =~ m{^HTTP/1\.1 (\d+)} ? $1 : 'none';
}

subtest 'AUTH_HEADER: no header of a request makes somebody' => sub {
    for my $wrong (qw(X-Remote-User X-Forwarded-User Remote-User remote_user Remote_User
        HTTP_X_REMOTE_USER HTTP_REMOTE_USER HTTPS HTTP REQUEST_URI CONTENT_TYPE)) {
        my $r = $site->cgi('dashboard', GET => '/login', env => {AUTH_HEADER => $wrong});
        isnt $r->{exit}, 0, "AUTH_HEADER=$wrong does not start";
        like $site->log('cgi'), qr/AUTH_HEADER=\Q$wrong\E: /, '  and says why';
    }
    for my $name (qw(REMOTE_USER AUTH_USER)) {
        my @all = spellings($name);
        for my $underscores ('off', 'on') {
            my $other = RT::Site->new(db => $site->db, env => {AUTH_HEADER => $name});
            $other->retention(qw(user list));
            $other->start_pool('dashboard')->start_nginx(sub {
                s/^(?=\s*server_name)/underscores_in_headers $underscores;\n/m;
            });
            my @in = grep { status_of($other, "$_: petrov") ne '401'
                    && status_of($other, "$_: petrov") ne '400' } @all;
            is_deeply \@in, [], "$name, underscores $underscores: "
                . @all . ' spellings open nothing';
            my @twice = grep { status_of($other, "$_: petrov", "$_: petrov", lc($_) . ': petrov')
                    !~ /^40[01]$/ } @all;
            is_deeply \@twice, [], '  nor do they more than once';
            $other->stop;
        }
    }
    my $other = RT::Site->new(db => $site->db, env => {AUTH_HEADER => 'REMOTE_USER'});
    $other->retention(qw(user list));
    $other->start_pool('dashboard')->start_nginx(sub {
        s/^(?=\s*fastcgi_param HTTP_PROXY)/fastcgi_param REMOTE_USER petrov;\n/m;
    });
    is status_of($other), 200, 'who nginx says is let in';
    my @out = grep { status_of($other, "$_: sidorov") !~ /^(200|400)$/ }
        spellings('REMOTE_USER');
    is_deeply \@out, [], '  whatever else the browser says';
    $other->stop;
};

$site->finish;
done_testing;
