#!/usr/bin/perl
# One-time links: looking changes nothing, one use, five minutes.
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

subtest 'users by the operator' => sub {
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
        like $out . $err, $says, '  and names it';
    }
    $site->sql("INSERT INTO users (role) VALUES ('client')");
    my ($list) = $site->retention('user', 'list');
    like $list, qr/^\d+\tanna\tadmin\tru\tactive$/m, 'the list has them';
    unlike $list, qr/client/, 'and no clients';
    is $site->value("SELECT COUNT(*) FROM audit_log WHERE actor = 'operator' AND action LIKE 'user%'"), 4,
        'what was changed is in the audit log';
};

subtest 'a link for whom' => sub {
    my ($out, $err, $status) = $site->retention('login-link');
    is $status, 0, 'without a name: for an administrator';
    like $out, qr{^\Q@{[$site->url]}\E/login\?t=[\w-]{43}\n$},
        'the address alone stands on standard output';
    like $err, qr/anna/, 'whose it is, on the other';
    ($out, $err, $status) = $site->retention('login-link', 'nobody');
    is $status, 1, 'nobody has none';
    like $err, qr/nobody/, 'and is named';
    is $out, '', 'and nothing is printed';
    $site->sql("UPDATE users SET active = 0 WHERE login = 'anna'");
    ($out, $err, $status) = $site->retention('login-link', 'anna');
    is $status, 1, 'nor has who is disabled';
    ($out, $err, $status) = $site->retention('login-link');
    is $status, 1, 'without any administrator there is no default';
    like $err, qr/user add/, 'and the cure is named';
    $site->sql("UPDATE users SET active = 1 WHERE login = 'anna'");
};

subtest 'looking at a link does not use it up' => sub {
    my $token = $site->link_for('anna');
    my @status = map { $site->get("/login?t=$token")->{status} } 1 .. 100;
    is_deeply [grep { $_ != 200 } @status], [], '100 looks show the page';
    is sessions('anna'), 0, 'and begin no session';
    my $page = $site->get("/login?t=$token", headers => {'Accept-Language' => 'ru'});
    like $page->{content}, qr/<b>anna<\/b>/, 'the page says who signs in';
    is $page->{headers}{'cache-control'}, 'no-store', 'and is stored nowhere';
    is $site->use_link($token)->{status}, 303, 'then it works';
    is sessions('anna'), 1, 'once';
    my $again = $site->use_link($token);
    is $again->{status}, 403, 'and not again';
    like $again->{content}, qr/<p class="message">This link has been used/, '  which is said in words';
    is $site->get("/login?t=$token")->{status}, 403, 'not even to look at';
    is sessions('anna'), 1, 'one session it is';
};

# A child that uses a link: it ends with 3 when it got in, 4 when refused, by
# 403 or, after five that were, by 429.
sub answer_of {
    my ($token, $from) = @_;
    my $pid = fork // die "fork: $!";
    return $pid if $pid;
    my $status = $site->use_link($token, from => $from)->{status};
    POSIX::_exit($status == 303 ? 3 : $status =~ /^4(03|29)$/ ? 4 : 5);
}

# How many children ended how.
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
        1, 'and one entry of it';
    cmp_ok $site->value("SELECT COUNT(*) FROM audit_log WHERE action = 'login' AND result = 'refused'"),
        '>=', 5, 'refusals are noted';
} }

# Both have seen that the link is good before either could use it up.
subtest 'two that have looked at the same time' => sub {
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
    is $site->use_link($old)->{status}, 403, 'five minutes have passed';
    my $off = $site->link_for($name);
    $site->sql("UPDATE users SET active = 0 WHERE login = '$name'");
    is $site->use_link($off)->{status}, 403, 'its owner was disabled';
    is $site->get("/login?t=$off")->{status}, 403, '  and it shows nothing';
    $site->sql("UPDATE users SET active = 1 WHERE login = '$name'");
    is $site->use_link('')->{status}, 400, 'none was sent';
    for my $bad ('x', 'x' x 42, 'x' x 44, ('A' x 42) . '!', "' OR '1'='1",
        "\x{44f}" x 43) {
        is $site->use_link($bad)->{status}, 403, 'one of ' . length($bad)
            . ' characters that was never made';
    }
    is sessions($name), 0, 'none of them began a session';
    is $site->value("SELECT TIMESTAMPDIFF(SECOND, created_at, expires_at) FROM login_links ORDER BY id DESC LIMIT 1"), 300,
        'a link is made for five minutes';
    is $site->value('SELECT COUNT(*) FROM login_links WHERE LENGTH(token_hash) <> 32'), 0,
        'and kept as a hash';
};

subtest 'three live links at most' => sub {
    my $name  = add_user('many');
    my @links = map { $site->link_for($name) } 1 .. 4;
    is $site->get("/login?t=$links[0]")->{status}, 403, 'the oldest of four has ended';
    is $site->get("/login?t=$links[$_]")->{status}, 200, "link $_ lives" for 1 .. 3;
};

subtest 'the cookies of a session' => sub {
    my $name = add_user('cookie');
    my $r    = $site->use_link($site->link_for($name));
    my @set  = @{$r->{headers}{'set-cookie'}};
    is scalar @set, 2, 'there are two';
    like $set[0], qr/^__Host-sid=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
        'the session, until the browser closes';
    like $set[1], qr/^__Host-sidc=[\w:.-]+; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
        'its copy';
    unlike $set[1], qr/cookie\b(?!=)/, 'which names nobody';
    is $site->value("SELECT LENGTH(token_hash) FROM sessions ORDER BY id DESC LIMIT 1"),
        32, 'the database has a hash only';
    $r = $site->use_link($site->link_for($name), trusted => 1);
    like $r->{headers}{'set-cookie'}[0], qr/; Max-Age=2592000$/,
        'a trusted device keeps it for 30 days';
    my ($sid) = $r->{headers}{'set-cookie'}[0] =~ /^([^;]+)/;
    $site->sql("UPDATE sessions SET seen_at = UTC_TIMESTAMP() - INTERVAL 20 DAY WHERE trusted");
    is $site->get('/churn', headers => {Cookie => $sid})->{status}, 200, 'idle or not';
    $site->sql("UPDATE sessions SET expires_at = UTC_TIMESTAMP() WHERE trusted");
    is $site->get('/churn', headers => {Cookie => $sid})->{status}, 401, 'and no longer';
};

subtest 'signing in anew replaces the session' => sub {
    my $who = $site->sign_in;
    my $old = {cookies => {%{$who->{cookies}}}};
    $site->use_link($site->link_for($who->{name}), as => $who);
    isnt $who->{cookies}{'__Host-sid'}, $old->{cookies}{'__Host-sid'}, 'by another token';
    is $site->get('/churn', as => $old)->{status}, 401, 'the old one opens nothing';
    is $site->get('/churn', as => $who)->{status}, 200, 'the new one does';
    my $planted = {cookies => {'__Host-sid' => 'A' x 43}};
    $site->use_link($site->link_for($who->{name}), as => $planted);
    isnt $planted->{cookies}{'__Host-sid'}, 'A' x 43,
        'a token that was planted is not taken over';
};

subtest 'signing in or out fails whole' => sub {
    my $other = RT::Site->new(db => $site->db)->start;
    my $who   = $other->sign_in(name => 'whole');
    my %old   = %{$who->{cookies}};
    my $token = $other->link_for($who->{name});
    $site->sql('CREATE TRIGGER keep BEFORE DELETE ON sessions FOR EACH ROW '
        . "SIGNAL SQLSTATE '45000'");
    is $other->use_link($token, as => $who)->{status}, 500, 'the old session cannot be ended';
    is_deeply $who->{cookies}, \%old, '  so there is no new one';
    is sessions($who->{name}), 1, '  in the database neither';
    $site->sql('DROP TRIGGER keep');
    is $other->use_link($token, as => $who)->{status}, 303, '  and the link still works';
    $site->sql('RENAME TABLE audit_log TO audit_away');
    is $other->post('/logout', {}, as => $who)->{status}, 500, 'leaving cannot be noted';
    is $other->get('/churn', as => $who)->{status}, 200, '  so nobody left';
    $site->sql('RENAME TABLE audit_away TO audit_log');
    is $other->post('/logout', {}, as => $who)->{status}, 303, '  until it can';
    is sessions($who->{name}), 0, '  which ends the session';
    is $site->value("SELECT COUNT(*) FROM audit_log WHERE action = 'logout' AND user_id = $who->{id}"),
        1, '  and is noted once';
};

subtest 'a COMMIT that is under way when the wire is cut' => sub {
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
    is $site->get('/churn', as => $who)->{status}, 200, 'by the session that it began';
    $other->stop;
};

# Whether somebody has left is asked on a new connection.
subtest 'a COMMIT of leaving whose answer is lost' => sub {
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
            1, '  which is noted once';
        $other->stop;
    }
};

subtest 'over plain http from elsewhere the link is not used up' => sub {
    my $name  = add_user('far');
    my $token = $site->link_for($name);
    my %far   = (env => {HTTP_HOST => 'retention.lan:8050',
        HTTP_ORIGIN => 'http://retention.lan:8050'});
    my $r = $site->cgi('dashboard', GET => "/login?t=$token", %far);
    is $r->{status}, 400, 'the page says that it would not work';
    like $r->{content}, qr/retention\.lan:8050.*DASHBOARD_URL/, '  and what to do';
    is $site->cgi('dashboard', POST => '/login', content => "t=$token", %far)->{status}, 400,
        'nor is it used';
    is $site->use_link($token)->{status}, 303, 'it still works where it can';
    my $other = $site->link_for($name);
    my %env   = (HTTP_HOST => 'retention.lan', HTTP_ORIGIN => 'https://retention.lan',
        DASHBOARD_URL => 'https://retention.lan/');
    is $site->cgi('dashboard', POST => '/login', content => "t=$other", env => \%env)->{status},
        303, 'behind a proxy that ends TLS it works by the public address';
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
    for my $case (['one that was never made', 'B' x 43], ['one that is no token', 'B'],
        ['one that was used', $site->link_for('quick')]) {
        my ($what, $link) = @$case;
        $site->use_link($link) if $what =~ /used/;
        my @status = map { $site->use_link($link)->{status} } 1 .. 8;
        is_deeply \@status, [(403) x 5, (429) x 3], "$what: five tries, then 429";
        like $site->use_link($link)->{content}, qr{<title>Too often}, '  under its own title';
        my $r = $site->use_link($link);
        is $r->{headers}{'retry-after'}, 10, '  which says when to come back';
        like $r->{content}, qr/This link was tried too often/, '  and what happened';
        my $mark = "SELECT entity_id FROM audit_log WHERE entity = 'link' ORDER BY id DESC LIMIT 1";
        is $site->value("SELECT COUNT(*) FROM audit_log WHERE entity_id = ($mark)"), 5,
            '  and is written down no more';
        $site->sql("UPDATE audit_log SET happened_at = happened_at - INTERVAL 61 SECOND WHERE entity = 'link'");
        is $site->use_link($link)->{status}, 403, '  for a minute';
    }
    is $site->use_link($site->link_for('quick'))->{status}, 303,
        'a link that is good works all the while';
};

# With the limits as they are installed, from one address.
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
    is scalar @in, 20, '20 sign in, one after another';
    my %status;
    for my $who (map { @in } 1 .. 15) { $status{$other->get('/generation', as => $who, @from)->{status}}++ }
    is_deeply \%status, {200 => 300}, '  and work, 15 requests of each in a row';
    my @tries = map { $other->use_link("wrong$_", @from) } 1 .. 40;
    my ($refused) = grep { $_->{status} == 429 } @tries;
    ok $refused, 'more than 30 tries a minute are too many for an address';
    like $refused->{content}, qr/tried to sign in more than 30 times a minute/,
        '  and the page says so';
    like $refused->{content}, qr/\xd0\xb1\xd0\xbe\xd0\xbb\xd1\x8c\xd1\x88\xd0\xb5 30/, '  in Russian, too';
    is $other->get('/generation', as => $in[0], @from)->{status}, 200,
        '  who is in works on';
    is $other->use_link('wrong', from => '127.7.7.8')->{status}, 403,
        '  and another address may try';
    my ($limited) = grep { $_->{status} == 429 }
        map { $other->get('/generation', as => $in[0], @from) } 1 .. 60;
    ok $limited, 'one session that asks without end is slowed down';
    like $limited->{content}, qr/More requests came than are taken within a second/,
        '  and the page says so';
    is $other->get('/generation', as => $in[1], @from)->{status}, 200,
        '  but not that of a colleague';
    $other->stop;
};

subtest 'the token is nowhere in the logs' => sub {
    my $name  = add_user('quiet');
    my $token = $site->link_for($name);
    $site->get("/login?t=$token");
    $site->use_link($token);
    my $all = join '', map { $site->log($_) } qw(dashboard nginx access);
    ok index($all, $token) < 0, 'not the link';
    ok index($all, $name) < 0, 'nor the name';
    like $all, qr{GET /login 200}, 'though the request is there';
};

# The http block of somebody's own nginx, and all that can go wrong on the way.
subtest 'nor in those of another nginx, nor when the pages are away' => sub {
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
    is $look->(), 503, 'there is no socket';
    my $all = join '', map { $other->log($_) } qw(nginx access inherited);
    ok index($all, $token) < 0, 'the link is not in the logs'
        or diag grep { /\Q$token/ } split /^/, $all;
    like $other->log('access'), qr{GET /login 503}, 'the failures are';
    $other->get('/churn?region=x');
    like $other->log('nginx'), qr{dashboard\.sock}, 'and why, for other pages';
};

subtest 'other pages are not told where the browser comes from' => sub {
    my $page = $site->get('/login?t=' . $site->link_for('quiet'))->{content};
    like $page, qr{<meta name="referrer" content="strict-origin">.*<link }s,
        'of the page with the link they learn the site alone';
    unlike $site->get('/login')->{content}, qr{name="referrer"}, 'others have no secret';
};

$site->finish;
done_testing;
