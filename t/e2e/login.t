#!/usr/bin/perl
# Login links: looking at one changes nothing; it can be used once, within five
# minutes.
use strict;
use warnings;
use POSIX ();
use RT::Cut;
use RT::Long qw(long);
use RT::Site;
use Test::More;
use Time::HiRes qw(sleep);

my $why = RT::Site->missing;
plan skip_all => $why if $why;

my $site = RT::Site->new(workers => 2)->start;
my $sessions = 'SELECT COUNT(*) FROM sessions WHERE user_id = (SELECT id FROM users WHERE login = ';
sub sessions { my ($name) = @_; return $site->value("$sessions'$name')") }
sub add_user {
    my ($name, @more) = @_;
    my ($out, $err, $status) = $site->retention('user', 'add', $name, '--role', 'manager',
        @more);
    is $status, 0, "user add $name" or diag $err;
    return $name;
}

subtest 'the operator adds and changes users' => sub {
    my @run = (
        [[qw(add anna --role admin --lang ru)], 0, qr/anna/],
        [[qw(add anna --role admin)], 1, qr/anna/],
        [[qw(add boris --role king)], 2, qr/king/],
        [[qw(add boris)], 2, qr/--role/],
        [[qw(add boris --role manager --lang de)], 2, qr/de/],
        [['add', '', '--role', 'manager'], 2, qr/name/],
        [['add', 'anna ', '--role', 'manager'], 2, qr/blanks/],
        [['add', ' anna', '--role', 'manager'], 2, qr/blanks/],
        [['add', "a\x7fb", '--role', 'manager'], 2, qr/a\?b/],
        [['add', "a\tb", '--role', 'manager'], 2, qr/a\?b/],
        [['add', 'x' x 192, '--role', 'manager'], 2, qr/x{100}/],
        [['add', 'x' x 191, '--role', 'manager'], 0, qr/x{100}/],
        [[qw(role nobody manager)], 1, qr/nobody/],
        [[qw(role anna king)], 2, qr/king/],
        [[qw(role anna manager)], 0, qr/manager/],
        [[qw(role anna admin)], 0, qr/admin/],
        [[qw(list more)], 2, qr/user list/],
        [[], 2, qr/user list/],
    );
    for my $case (@run) {
        my ($args, $want, $says) = @$case;
        my ($out, $err, $status) = $site->retention('user', @$args);
        is $status, $want, "user @{[map { substr $_, 0, 20 } @$args]}: status $want";
        like $out . $err, $says, '  and the error names it';
    }
    $site->sql("INSERT INTO users (role) VALUES ('client')");
    my ($list) = $site->retention('user', 'list');
    like $list, qr/^\d+\tanna\tadmin\tru\tactive$/m, 'the list has them';
    unlike $list, qr/client/, 'but no clients';
    is $site->value("SELECT COUNT(*) FROM audit_log WHERE actor = 'operator' AND action LIKE 'user%'"), 4,
        'the changes are in the audit log';
};

subtest 'whom a link is for' => sub {
    my ($out, $err, $status) = $site->retention('login-link');
    is $status, 0, 'without a name it is for an administrator';
    like $out, qr{^\Q@{[$site->url]}\E/login\?t=[\w-]{43}\n$},
        'standard output has only the address';
    like $err, qr/anna/, 'standard error says whose it is';
    ($out, $err, $status) = $site->retention('login-link', 'nobody');
    is $status, 1, 'an unknown user gets none';
    like $err, qr/nobody/, 'the error names him';
    is $out, '', 'no address is printed';
    $site->sql("UPDATE users SET active = 0 WHERE login = 'anna'");
    ($out, $err, $status) = $site->retention('login-link', 'anna');
    is $status, 1, 'a disabled user gets none';
    ($out, $err, $status) = $site->retention('login-link');
    is $status, 1, 'without any administrator there is no default';
    like $err, qr/user add/, 'and the error says what to do';
    $site->sql("UPDATE users SET active = 1 WHERE login = 'anna'");
};

subtest 'looking at a link does not use it up' => sub {
    my $token = $site->link_for('anna');
    my @status = map { $site->get("/login?t=$token")->{status} } 1 .. 100;
    is_deeply [grep { $_ != 200 } @status], [], '100 looks show the page';
    is sessions('anna'), 0, 'and begin no session';
    my $page = $site->get("/login?t=$token", headers => {'Accept-Language' => 'ru'});
    like $page->{content}, qr/<b>anna<\/b>/, 'the page says who signs in';
    is $page->{headers}{'cache-control'}, 'no-store', 'and must not be stored';
    is $site->use_link($token)->{status}, 303, 'then the link still works';
    is sessions('anna'), 1, 'once';
    my $again = $site->use_link($token);
    is $again->{status}, 403, 'but not a second time';
    like $again->{content}, qr/<p class="message">This link has been used/,
        '  and the page says why';
    is $site->get("/login?t=$token")->{status}, 403, 'not even to look at';
    is sessions('anna'), 1, 'there is one session';
};

# Start a child that uses a link.  It exits with 3 when it got in, and with 4
# when it was refused: by 403 or, after five such refusals, by 429.
sub answer_of {
    my ($token, $from) = @_;
    my $pid = fork // die "fork: $!";
    return $pid if $pid;
    my $status = $site->use_link($token, from => $from)->{status};
    POSIX::_exit($status == 303 ? 3 : $status =~ /^4(03|29)$/ ? 4 : 5);
}

# How many children ended with each exit status.
sub outcomes {
    my %got;
    for my $pid (@_) { waitpid $pid, 0; $got{$? >> 8}++ }
    return \%got;
}

for my $round (1 .. long(1, 20)) { subtest "round $round: 50 at once with one link" => sub {
    my $name  = add_user("race$round");
    my $token = $site->link_for($name);
    my @pids = map { answer_of($token, "127.1.1.$_") } 1 .. 50;
    is_deeply outcomes(@pids), {3 => 1, 4 => 49}, 'one gets in, 49 are refused';
    is sessions($name), 1, 'there is one session';
    is $site->value("SELECT COUNT(*) FROM audit_log WHERE action = 'login' AND result = 'done' AND user_id = (SELECT id FROM users WHERE login = '$name')"),
        1, 'and one entry in the audit log';
    cmp_ok $site->value("SELECT COUNT(*) FROM audit_log WHERE action = 'login' AND result = 'refused'"),
        '>=', 5, 'refusals are logged';
} }

# Both have seen that the link is good before either could use it up.
subtest 'two that have checked the link at the same time' => sub {
    my $name  = add_user('twins');
    my $token = $site->link_for($name);
    my $holds = fork // die "fork: $!";
    if ($holds == 0) {
        $site->sql('START TRANSACTION;', 'SELECT id FROM login_links FOR UPDATE;',
            'SELECT SLEEP(1.5);', 'COMMIT;');
        POSIX::_exit(0);
    }
    sleep 0.5;
    my @pids = map { answer_of($token, "127.1.2.$_") } 1 .. 2;
    is_deeply outcomes(@pids), {3 => 1, 4 => 1}, 'one gets in';
    is sessions($name), 1, 'there is one session';
    waitpid $holds, 0;
};

subtest 'links that do not work' => sub {
    my $name = add_user('late');
    my $old  = $site->link_for($name);
    $site->sql("UPDATE login_links SET expires_at = UTC_TIMESTAMP() WHERE used_at IS NULL");
    is $site->use_link($old)->{status}, 403, 'one that is five minutes old';
    my $off = $site->link_for($name);
    $site->sql("UPDATE users SET active = 0 WHERE login = '$name'");
    is $site->use_link($off)->{status}, 403, 'one whose owner was disabled';
    is $site->get("/login?t=$off")->{status}, 403, '  its page is refused too';
    $site->sql("UPDATE users SET active = 1 WHERE login = '$name'");
    is $site->use_link('')->{status}, 400, 'a missing one';
    for my $bad ('x', 'x' x 42, 'x' x 44, ('A' x 42) . '!', "' OR '1'='1",
        "\x{44f}" x 43) {
        is $site->use_link($bad)->{status}, 403, 'one of ' . length($bad)
            . ' characters that was never made';
    }
    is sessions($name), 0, 'none of them began a session';
    is $site->value("SELECT TIMESTAMPDIFF(SECOND, created_at, expires_at) FROM login_links ORDER BY id DESC LIMIT 1"), 300,
        'a link is valid for five minutes';
    is $site->value('SELECT COUNT(*) FROM login_links WHERE LENGTH(token_hash) <> 32'), 0,
        'and stored as a hash';
};

subtest 'at most three links are valid' => sub {
    my $name  = add_user('many');
    my @links = map { $site->link_for($name) } 1 .. 4;
    is $site->get("/login?t=$links[0]")->{status}, 403, 'the oldest of four is not';
    is $site->get("/login?t=$links[$_]")->{status}, 200, "link $_ lives" for 1 .. 3;
};

subtest 'the cookies of a session' => sub {
    my $name = add_user('cookie');
    my $r    = $site->use_link($site->link_for($name));
    my @set  = @{$r->{headers}{'set-cookie'}};
    is scalar @set, 2, 'there are two';
    like $set[0], qr/^__Host-sid=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
        'one for the session, until the browser closes';
    like $set[1], qr/^__Host-sidc=[\w:.-]+; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
        'its copy';
    unlike $set[1], qr/cookie\b(?!=)/, 'the copy does not contain a name';
    is $site->value("SELECT LENGTH(token_hash) FROM sessions ORDER BY id DESC LIMIT 1"),
        32, 'the database has only a hash';
    $r = $site->use_link($site->link_for($name), trusted => 1);
    like $r->{headers}{'set-cookie'}[0], qr/; Max-Age=2592000$/,
        'a trusted device keeps the session for 30 days';
    my ($sid) = $r->{headers}{'set-cookie'}[0] =~ /^([^;]+)/;
    $site->sql("UPDATE sessions SET seen_at = UTC_TIMESTAMP() - INTERVAL 20 DAY WHERE trusted");
    is $site->get('/churn', headers => {Cookie => $sid})->{status}, 200, 'also when it is not used';
    $site->sql("UPDATE sessions SET expires_at = UTC_TIMESTAMP() WHERE trusted");
    is $site->get('/churn', headers => {Cookie => $sid})->{status}, 401, 'but not longer';
};

subtest 'signing in again replaces the session' => sub {
    my $who = $site->sign_in;
    my $old = {cookies => {%{$who->{cookies}}}};
    $site->use_link($site->link_for($who->{name}), as => $who);
    isnt $who->{cookies}{'__Host-sid'}, $old->{cookies}{'__Host-sid'}, 'the token is another one';
    is $site->get('/churn', as => $old)->{status}, 401, 'the old one gives no access';
    is $site->get('/churn', as => $who)->{status}, 200, 'the new one does';
    my $planted = {cookies => {'__Host-sid' => 'A' x 43}};
    $site->use_link($site->link_for($who->{name}), as => $planted);
    isnt $planted->{cookies}{'__Host-sid'}, 'A' x 43,
        'a token that somebody else planted is not accepted';
};

subtest 'signing in or out that fails changes nothing' => sub {
    my $other = RT::Site->new(db => $site->db)->start;
    my $who   = $other->sign_in(name => 'whole');
    my %old   = %{$who->{cookies}};
    my $token = $other->link_for($who->{name});
    $site->sql('CREATE TRIGGER keep BEFORE DELETE ON sessions FOR EACH ROW '
        . "SIGNAL SQLSTATE '45000'");
    is $other->use_link($token, as => $who)->{status}, 500, 'the old session cannot be ended';
    is_deeply $who->{cookies}, \%old, '  so there is no new one';
    is sessions($who->{name}), 1, '  nor in the database';
    $site->sql('DROP TRIGGER keep');
    is $other->use_link($token, as => $who)->{status}, 303, '  and the link still works';
    $site->sql('RENAME TABLE audit_log TO audit_away');
    is $other->post('/logout', {}, as => $who)->{status}, 500, 'signing out cannot be logged';
    is $other->get('/churn', as => $who)->{status}, 200, '  so nobody is signed out';
    $site->sql('RENAME TABLE audit_away TO audit_log');
    is $other->post('/logout', {}, as => $who)->{status}, 303, '  it works once it can be logged';
    is sessions($who->{name}), 0, '  the session has ended';
    is $site->value("SELECT COUNT(*) FROM audit_log WHERE action = 'logout' AND user_id = $who->{id}"),
        1, '  and signing out is logged once';
};

subtest 'the connection is cut while a COMMIT is under way' => sub {
    my $other = RT::Site->new(db => $site->db);
    my $name  = add_user('cut');
    my $token = $site->link_for($name);
    my $wire  = RT::Cut->new($site->db->socket, 'late');
    $other->retention(qw(user list));
    $other->set_env(DB_HOST => $wire->socket)->start;
    my $who = {cookies => {}};
    is $other->use_link($token, as => $who)->{status}, 303, 'gets in';
    is sessions($name), 1, 'once';
    $site->get('/churn', as => $who);
    is $site->get('/churn', as => $who)->{status}, 200, 'the session that it began works';
    $other->stop;
};

# The program asks on a new connection whether the session has ended.
subtest 'the answer to the COMMIT of signing out is lost' => sub {
    for my $when (qw(after late before)) {
        my $other = RT::Site->new(db => $site->db);
        $other->retention(qw(user list));
        my $who  = $site->sign_in(name => "leaves-$when");
        my $wire = RT::Cut->new($site->db->socket, $when);
        $other->set_env(DB_HOST => $wire->socket)->start;
        my $r = $other->post('/logout', {}, as => $who);
        is $r->{status}, 303, "cut $when: out";
        is sessions($who->{name}), 0, '  the session has ended';
        is $site->value("SELECT COUNT(*) FROM audit_log WHERE action = 'logout' AND user_id = $who->{id}"),
            1, '  which is logged once';
        $other->stop;
    }
};

subtest 'over plain http from another machine a link is not used up' => sub {
    my $name  = add_user('far');
    my $token = $site->link_for($name);
    my %far   = (env => {HTTP_HOST => 'retention.lan:8050',
        HTTP_ORIGIN => 'http://retention.lan:8050'});
    my $r = $site->cgi('dashboard', GET => "/login?t=$token", %far);
    is $r->{status}, 400, 'the page says that signing in would not work';
    like $r->{content}, qr/retention\.lan:8050.*DASHBOARD_URL/, '  and what to do';
    is $site->cgi('dashboard', POST => '/login', content => "t=$token", %far)->{status}, 400,
        'the link is not used up';
    is $site->use_link($token)->{status}, 303, 'it still works on this machine';
    my $other = $site->link_for($name);
    my %env   = (HTTP_HOST => 'retention.lan', HTTP_ORIGIN => 'https://retention.lan',
        DASHBOARD_URL => 'https://retention.lan/');
    is $site->cgi('dashboard', POST => '/login', content => "t=$other", env => \%env)->{status},
        303, 'behind a proxy that ends TLS it works at the public address';
};

subtest 'a browser with a strange name' => sub {
    my $name = add_user('strange');
    for my $agent ("\xff\xfe", 'x' x 500, '') {
        my $r = $site->cgi('dashboard', POST => '/login',
            content => 't=' . $site->link_for($name),
            env => {HTTP_USER_AGENT => $agent, HTTP_ORIGIN => $site->url});
        is $r->{status}, 303, 'signs in: ' . length($agent) . ' bytes';
    }
};

subtest 'guessing is slowed down' => sub {
    add_user('quick');
    for my $case (['a link that was never made', 'B' x 43], ['a malformed link', 'B'],
        ['a used link', $site->link_for('quick')]) {
        my ($what, $link) = @$case;
        $site->use_link($link) if $what =~ /used/;
        my @status = map { $site->use_link($link)->{status} } 1 .. 8;
        is_deeply \@status, [(403) x 5, (429) x 3], "$what: five tries, then 429";
        like $site->use_link($link)->{content}, qr{<title>Too often},
            '  the page has its own title';
        my $r = $site->use_link($link);
        is $r->{headers}{'retry-after'}, 10, '  it says when to come back';
        like $r->{content}, qr/This link was tried too often/, '  and what happened';
        my $mark = "SELECT entity_id FROM audit_log WHERE entity = 'link' ORDER BY id DESC LIMIT 1";
        is $site->value("SELECT COUNT(*) FROM audit_log WHERE entity_id = ($mark)"), 5,
            '  and such tries are logged no more';
        $site->sql("UPDATE audit_log SET happened_at = happened_at - INTERVAL 61 SECOND WHERE entity = 'link'");
        is $site->use_link($link)->{status}, 403, '  a minute later it can be tried again';
    }
    is $site->use_link($site->link_for('quick'))->{status}, 303,
        'a good link works all the time';
};

# With the installed limits; all requests come from one address.
subtest 'a company behind one address' => sub {
    my $other = RT::Site->new(db => $site->db, limits => 1, workers => 2)->start;
    my @from  = (from => '127.7.7.7');
    my @names = map { add_user("colleague$_") } 1 .. 20;
    my @in;
    for my $name (@names) {
        my $token = $other->link_for($name);
        my $who   = {cookies => {}};
        $other->get("/login?t=$token", @from);
        push @in, $who if $other->use_link($token, as => $who, @from)->{status} == 303;
    }
    is scalar @in, 20, '20 people sign in, one after another';
    my %status;
    for my $who (map { @in } 1 .. 15) { $status{$other->get('/generation', as => $who, @from)->{status}}++ }
    is_deeply \%status, {200 => 300}, '  and each can make 15 requests in a row';
    my @tries = map { $other->use_link("wrong$_", @from) } 1 .. 40;
    my ($refused) = grep { $_->{status} == 429 } @tries;
    ok $refused, 'more than 30 tries a minute from one address are refused';
    like $refused->{content}, qr/tried to sign in more than 30 times a minute/,
        '  and the page says so';
    like $refused->{content}, qr/\xd0\xb1\xd0\xbe\xd0\xbb\xd1\x8c\xd1\x88\xd0\xb5 30/, '  in Russian, too';
    is $other->get('/generation', as => $in[0], @from)->{status}, 200,
        '  people who are signed in can go on';
    is $other->use_link('wrong', from => '127.7.7.8')->{status}, 403,
        '  and another address may try';
    my ($limited) = grep { $_->{status} == 429 }
        map { $other->get('/generation', as => $in[0], @from) } 1 .. 60;
    ok $limited, 'one session with endless requests is slowed down';
    like $limited->{content}, qr/More requests came than are taken within a second/,
        '  and the page says so';
    is $other->get('/generation', as => $in[1], @from)->{status}, 200,
        '  but not the session of a colleague';
    $other->stop;
};

subtest 'no log has the token' => sub {
    my $name  = add_user('quiet');
    my $token = $site->link_for($name);
    $site->get("/login?t=$token");
    $site->use_link($token);
    my $all = join '', map { $site->log($_) } qw(dashboard nginx access);
    ok index($all, $token) < 0, 'no log has the token of the link';
    ok index($all, $name) < 0, 'nor the name';
    like $all, qr{GET /login 200}, 'although the request is there';
};

# In the http block of another nginx, and with everything that can go wrong.
subtest 'nor the logs of another nginx, nor those without a running program' => sub {
    my $other = RT::Site->new;
    $other->retention(qw(user add late --role manager));
    $other->start_pool('dashboard')->start_nginx(sub {
        s/^(?=\s*include )/    access_log $other->{dir}\/log\/inherited.log;\n/m
            if $_[0] eq 'nginx';
    });
    my $token = $other->link_for('late');
    my $look  = sub { $other->get("/login?t=$token", @_)->{status} };
    is $look->(), 200, 'the link works';
    my %status = map { $look->(from => '127.5.5.5') => 1 } 1 .. 90;
    ok $status{429}, 'too many looks are refused';
    $other->stop_pool('dashboard');
    $other->{socket}{dashboard}->close;
    is $look->(), 503, 'nobody listens';
    unlink "$other->{dir}/run/dashboard.sock";
    is $look->(), 503, 'without a socket the link is a 503';
    my $all = join '', map { $other->log($_) } qw(nginx access inherited);
    ok index($all, $token) < 0, 'the log does not have the token'
        or diag grep { /\Q$token/ } split /^/, $all;
    like $other->log('access'), qr{GET /login 503}, 'the failed requests are in the access log';
    $other->get('/churn?region=x');
    like $other->log('nginx'), qr{dashboard\.sock},
        'and the reason, for other pages, in the error log';
};

subtest 'other sites do not learn the link from the Referer header' => sub {
    my $page = $site->get('/login?t=' . $site->link_for('quiet'))->{content};
    like $page, qr{<meta name="referrer" content="strict-origin">.*<link }s,
        'the page with the link sends them only the origin';
    unlike $site->get('/login')->{content}, qr{name="referrer"},
        'pages without a secret have no such rule';
};

$site->finish;
done_testing;
