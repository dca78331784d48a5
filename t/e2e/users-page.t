#!/usr/bin/perl
# The pages of users: what an administrator sees and changes there, and what
# nobody can do.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use MIME::Base64 qw(decode_base64url);
use utf8;
use POSIX ();
use RT::Site;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;
binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;

my $site = RT::Site->new(workers => 3)->start;
my $boss = $site->sign_in(name => 'boss', role => 'admin');

sub bytes { my ($text) = @_; utf8::encode($text); return $text }
sub id_of { my ($name) = @_; return $site->value("SELECT id FROM users WHERE login = '" . bytes($name) . "'") }
sub field { my ($name, $what) = @_; return $site->value("SELECT $what FROM users WHERE login = '" . bytes($name) . "'") }
sub post  { my ($path, $fields, %o) = @_; return $site->post($path, $fields, as => $boss, %o) }
sub audit {
    my ($action) = @_;
    return $site->value('SELECT GROUP_CONCAT(CONCAT_WS(" ", actor, user_id, source, result, entity, '
            . 'entity_id, field, before_value, after_value) ORDER BY id SEPARATOR "|") '
            . "FROM audit_log WHERE action = '$action'");
}
sub rows_of { return $site->value('SELECT COUNT(*) FROM audit_log') }
sub page { my ($path, %o) = @_; return $site->get($path, as => $boss, %o) }
# The texts of a page, without its elements.
sub text_of {
    my ($html) = @_;
    utf8::decode($html);
    return $html =~ s/<[^>]*>/ /gr =~ s/\s+/ /gr;
}

subtest 'who may sign in' => sub {
    my $anna = $site->sign_in(name => 'anna', lang => 'ru');
    my $r = page('/users');
    is $r->{status}, 200, 'an administrator sees the page';
    is $r->{headers}{'cache-control'}, 'no-store', '  which nobody keeps';
    my $text = text_of($r->{content});
    like $text, qr/anna manager Русский yes 1 \d+ \w+ \d{4} \d\d:\d\d/, '  with role, language, sessions';
    like $text, qr/boss you administrator — yes 1/, '  and which row is their own';
    is page('/users?lang=ru')->{status}, 200, 'in Russian';
    is page('/users?region=x&lang=ru')->{status}, 200, 'with a filter that the menu carries';
    is page('/users?regoin=x')->{status}, 400, 'not with what is none';
    $site->sql("UPDATE sessions SET seen_at = UTC_TIMESTAMP() - INTERVAL 31 MINUTE WHERE user_id = $anna->{id}");
    like text_of(page('/users')->{content}), qr/anna manager Русский yes 0 \d/,
        'a session that was idle for too long is none';
    like page('/users/' . $anna->{id})->{content}, qr/There are no open sessions/, '  nor on her page';
    is page("/users/$_")->{status}, 404, "/users/$_: nobody"
        for 0, 999, 'add', 'x', '9' x 19, '9' x 40, '1e3';
    is page('/users/' . ('1' x 70))->{status}, 404, 'nor a very long number';
};

subtest 'add a user' => sub {
    my $r = post('/users/add', {name => 'Вера П.', role => 'manager', language => 'ru'});
    is $r->{status}, 303, 'sends on';
    is $r->{headers}{location}, '/users/' . id_of('Вера П.') . '?done=added', '  to the user';
    like text_of(page($r->{headers}{location})->{content}), qr/The user was added/, '  which says so';
    is field('Вера П.', 'CONCAT_WS(" ", role, language, active)'), 'manager ru 1', 'stored';
    like audit('user_add'), qr/\|user $boss->{id} web done user ${\id_of('Вера П.')} role manager$/, 'in the audit log';
    my $before = rows_of();
    for my $case (
        ['taken', {name => 'anna'}, qr/anna\S+ exists already/],
        ['too long', {name => 'x' x 192}, qr/Too long/],
        ['a tab', {name => "a\tb"}, qr/no control characters/],
        ['a control character', {name => "a\x01b"}, qr/character that isn&#39;t allowed/],
        ['empty', {name => ''}, qr/fill in this field/],
        ['blanks', {name => '   '}, qr/fill in this field/],
        ['a role that is none', {name => 'new', role => 'king'}, qr/isn&#39;t possible/],
        ['a client', {name => 'new', role => 'client'}, qr/isn&#39;t possible/],
        ['a language that is none', {name => 'new', language => 'de'}, qr/isn&#39;t possible/],
    ) {
        my ($what, $set, $says) = @$case;
        my $got = post('/users/add', {role => 'admin', language => 'en', %$set});
        is $got->{status}, 422, "$what: not taken";
        my ($form) = $got->{content} =~ m{<form class="fill" id="add"(.*?)</form>}s;
        like $form, $says, '  said at the field';
        like $form, qr/aria-invalid="true" aria-describedby="add-(\w+)-error"/, '  which is marked';
        like $got->{content}, qr/<p class="problem" role="alert"><a href="#add-/, '  and linked to above';
        like $form, qr/<option value="admin" selected>/, '  other fields keep what was typed'
            if !exists $set->{role};
        like $form, qr/name="name" value="anna"/, '  so does the name' if $what eq 'taken';
    }
    is post('/users/add', {name => 'x' x 191, role => 'manager', language => 'en'})->{status}, 303,
        'the longest name';
    is post('/users/add', {name => 'new', role => 'manager', language => 'en', more => 1})->{status}, 400,
        'an unknown input is an error page';
    is rows_of() - $before, 1, 'only what was done is in the audit log';
};

subtest 'role, language, access' => sub {
    my $oleg = $site->sign_in(name => 'oleg');
    my $id = $oleg->{id};
    is post('/users/role', {id => $id, role => 'admin'})->{headers}{location}, "/users/$id?done=role", 'a role';
    is $site->get('/users', as => $oleg)->{status}, 200, '  counts from the next request on';
    post('/users/role', {id => $id, role => 'admin'});
    is audit('user_role'), "user $boss->{id} web done user $id role manager admin", '  in the audit log once';
    post('/users/role', {id => $id, role => 'manager'});
    is $site->get('/users', as => $oleg)->{status}, 403, '  and back';
    is post('/users/language', {id => $id, language => 'ru'})->{status}, 303, 'a language';
    is field('oleg', 'language'), 'ru', '  is stored';
    is audit('user_language'), "user $boss->{id} web done user $id language ru", '  in the audit log';
    my $link = $site->link_for('oleg');
    is post('/users/active', {id => $id, active => 'no'})->{headers}{location}, "/users/$id?done=disabled", 'disabled';
    is $site->get('/churn', as => $oleg)->{status}, 401, '  out at the next request';
    is $site->use_link($link)->{status}, 403, '  links end, too';
    like text_of(page('/users')->{content}), qr/oleg manager Русский disabled 0/, '  the list says so';
    is post('/users/active', {id => $id, active => 'yes'})->{headers}{location}, "/users/$id?done=enabled", 'enabled';
    is audit('user_active'), join('|', "user $boss->{id} web done user $id active yes no",
        "user $boss->{id} web done user $id active no yes"), '  both in the audit log';
    is post('/users/role', {id => 999, role => 'admin'})->{status}, 404, 'of nobody';
    is post("/users/$_->[0]", $_->[1])->{status}, 400, "/users/$_->[0]: wrong inputs"
        for ['role', {id => $id}], ['role', {id => 'x', role => 'admin'}], ['role', {role => 'admin'}],
        ['role', {id => $id, role => 'client'}], ['active', {id => $id}], ['active', {id => -1, active => 'no'}],
        ['language', {id => $id, language => ''}], ['sessions', {id => $id, session => 'all'}], ['uninvite', {}];
};

subtest 'sessions end' => sub {
    my $gleb = $site->sign_in(name => 'gleb');
    my $second = {cookies => {}};
    $site->use_link($site->link_for('gleb'), as => $second);
    my $html = page("/users/$gleb->{id}")->{content};
    my @id = $html =~ /name="session" value="(\d+)"/g;
    is scalar @id, 2, 'both are listed';
    is post('/users/sessions', {id => $gleb->{id}, session => $id[0]})->{status}, 303, 'one ends';
    is $site->get('/churn', as => $gleb)->{status}, 401, '  it is out';
    is $site->get('/churn', as => $second)->{status}, 200, '  the other is not';
    is post('/users/sessions', {id => $gleb->{id}, session => $id[0]})->{status}, 303, 'ended twice: no error';
    my ($own) = $site->value("SELECT id FROM sessions WHERE user_id = $boss->{id}");
    post('/users/sessions', {id => $gleb->{id}, session => $own});
    is page('/users')->{status}, 200, 'a session of somebody else under this name stays';
    post('/users/sessions', {id => $gleb->{id}});
    is $site->get('/churn', as => $second)->{status}, 401, 'all end';
    is audit('session_end') =~ tr/|//, 1, 'each in the audit log';
    my $other = {cookies => {}};
    $site->use_link($site->link_for('boss'), as => $other);
    post('/users/sessions', {id => $boss->{id}});
    is $site->get('/users', as => $other)->{status}, 401, 'of oneself: the others';
    is page('/users')->{status}, 200, '  not this one';
};

subtest 'not yourself' => sub {
    my $before = audit('user_yourself') // '';
    my $r = post('/users/role', {id => $boss->{id}, role => 'manager'});
    is $r->{status}, 403, 'the own role';
    like $r->{content}, qr/cannot change your own role/, '  in words';
    is post('/users/active', {id => $boss->{id}, active => 'no'})->{status}, 403, 'the own access';
    is field('boss', 'CONCAT_WS(" ", role, active)'), 'admin 1', 'nothing has changed';
    like audit('user_yourself'), qr/^user $boss->{id} web refused route POST \S+\|/, 'refusals are in the audit log';
    unlike page("/users/$boss->{id}")->{content}, qr{action="/users/(role|active)"}, 'the page offers neither';
    is post('/users/language', {id => $boss->{id}, language => 'en'})->{status}, 303, 'the own language may change';
};

subtest 'two who take each other away at once: one stays' => sub {
    for my $round (1 .. 6) {
        my @two = map { $site->sign_in(name => "pair$round$_", role => 'admin') } 'a', 'b';
        $site->sql("UPDATE users SET role = 'manager' WHERE role = 'admin' AND id NOT IN ($two[0]{id}, $two[1]{id})");
        my ($path, $change) = $round % 2 ? ('/users/role', {role => 'manager'}) : ('/users/active', {active => 'no'});
        my @token = map { $site->csrf($_) } @two;
        my @pid;
        for my $i (0, 1) {
            my $pid = fork // die $!;
            if (!$pid) {
                my $r = $site->post($path, {id => $two[1 - $i]{id}, %$change}, as => $two[$i],
                    csrf => $token[$i]);
                POSIX::_exit($r->{status} % 250);
            }
            push @pid, $pid;
        }
        my @status = map { waitpid $_, 0; $? >> 8 } @pid;
        is $site->value("SELECT COUNT(*) FROM users WHERE role = 'admin' AND active"), 1,
            "round $round: one administrator is left (@status)";
        is scalar(grep { $_ == 303 % 250 } @status), 1, '  one was answered so, the other refused';
    }
    $site->sql("UPDATE users SET role = 'admin' WHERE login = 'boss'");
};

my $link = qr{<code>http://127\.0\.0\.1:\d+(/join\?t=([\w-]{43}))</code>};
sub invite {
    my (%o) = @_;
    my $r = post('/users/invite', {role => 'manager', language => 'en', days => 3, %o});
    is $r->{status}, 303, 'an invitation is made';
    my $shown = page($r->{headers}{location})->{content};
    like $shown, $link, '  its link is shown';
    unlike page('/users')->{content}, $link, '  once';
    return $shown =~ $link ? $2 : '';
}
sub join_as { my ($token, $name, %o) = @_; return $site->post('/join', {t => $token, name => $name}, csrf => undef, %o) }

subtest 'an invitation' => sub {
    my $token = invite(name => 'zoya', role => 'admin', language => 'ru');
    like text_of(page('/users')->{content}), qr/zoya administrator boss \d+ \w+ \d{4} \d\d:\d\d/, 'is listed';
    like audit('invite'), qr/^user $boss->{id} web done invitation \d+ role admin$/, 'is in the audit log';
    is lc $site->value('SELECT HEX(token_hash) FROM invitations ORDER BY id DESC LIMIT 1'),
        sha256_hex(decode_base64url($token)), 'the database has only a hash';
    for (1 .. 5) {
        my $r = $site->get("/join?t=$token");
        is $r->{status}, 200, 'looking' if $_ == 1;
        like $r->{content}, qr/name="name" value="zoya"/, '  shows the name' if $_ == 1;
        is $r->{headers}{'cache-control'}, 'no-store', '  is kept nowhere' if $_ == 1;
    }
    is field('zoya', 'id'), undef, 'and changes nothing';
    my $taken = join_as($token, 'anna');
    is $taken->{status}, 422, 'a name that is taken';
    like $taken->{content}, qr/name="name" value="anna".*aria-invalid/, '  said at the field, which keeps it';
    is join_as($token, '')->{status}, 422, 'no name';
    is join_as($token, "\x{430}\nb")->{status}, 422, 'a name with a line break';
    my $zoya = {cookies => {}};
    my $r = join_as($token, 'Zoya', as => $zoya);
    is $r->{status}, 303, 'is accepted';
    is $site->get('/users', as => $zoya)->{status}, 200, '  and signs in with its role';
    is field('Zoya', 'CONCAT_WS(" ", role, language, active)'), 'admin ru 1', '  and language';
    like audit('user_join'), qr/^user (\d+) web done user \1 role admin$/, '  in the audit log';
    is join_as($token, 'again')->{status}, 403, 'it works once';
    is $site->get("/join?t=$token")->{status}, 403, '  nor can it be looked at';
    is field('again', 'id'), undef, '  nobody came of it';
    is $site->value("SELECT COUNT(*) FROM invitations WHERE user_id = " . id_of('Zoya')), 1, 'it knows who came of it';
};

subtest 'invitations that are over' => sub {
    my %over = (
        'withdrawn' => sub {
            my ($id) = page('/users')->{content} =~ /name="id" value="(\d+)"/;
            is post('/users/uninvite', {id => $id})->{headers}{location}, '/users?done=withdrawn', 'withdrawn';
            is post('/users/uninvite', {id => $id})->{status}, 303, '  twice is no error';
            like audit('uninvite'), qr/^user $boss->{id} web done invitation $id$/, '  in the audit log once';
        },
        'too old' => sub { $site->sql('UPDATE invitations SET expires_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND') },
        'of somebody who is no administrator any more' => sub {
            $site->sql("UPDATE users SET role = 'manager' WHERE login = 'boss'") },
        'of somebody who is disabled' => sub { $site->sql("UPDATE users SET active = 0 WHERE login = 'boss'") },
    );
    for my $what (sort keys %over) {
        my $token = invite();
        $over{$what}->();
        is $site->get("/join?t=$token")->{status}, 403, "$what: shows nothing";
        is join_as($token, 'late')->{status}, 403, '  and lets nobody in';
        $site->sql("UPDATE users SET role = 'admin', active = 1 WHERE login = 'boss'");
    }
    is field('late', 'id'), undef, 'nobody came of these';
    my $token = invite();
    $site->sql('UPDATE invitations SET expires_at = UTC_TIMESTAMP() + INTERVAL 1 MINUTE WHERE used_at IS NULL');
    is $site->get("/join?t=$token")->{status}, 200, 'one that has a minute left works';
    is post('/users/invite', {role => 'manager', language => 'en', days => $_})->{status}, 422, "for $_ days: not"
        for 0, 15, 'x', '';
    is $site->get('/join?t=' . RT::Site::encode($_))->{status}, 403, 'a token that is none' for 'x', 'x' x 43, "' OR 1=1";
    is $site->get('/join')->{status}, 400, 'without one';
    my @status = map { join_as('y' x 43, 'late')->{status} } 1 .. 7;
    is_deeply \@status, [(403) x 5, 429, 429], 'one wrong link may be tried five times a minute';
};

subtest 'one invitation, many at once: one user' => sub {
    my $token = invite();
    my @pid;
    for my $i (1 .. 12) {
        my $pid = fork // die $!;
        if (!$pid) { POSIX::_exit(join_as($token, "crowd$i")->{status} % 250) }
        push @pid, $pid;
    }
    my %status;
    $status{(waitpid($_, 0), $? >> 8)[1]}++ for @pid;
    is $status{303 % 250}, 1, 'one got in';
    is $site->value("SELECT COUNT(*) FROM users WHERE login LIKE 'crowd%'"), 1, 'one user came of it';
};

subtest 'with AUTH_HEADER nobody is invited' => sub {
    my $token = invite();
    my %env = (AUTH_HEADER => 'REMOTE_USER', REMOTE_USER => 'boss');
    $site->set_env(AUTH_HEADER => 'REMOTE_USER');
    my $users = $site->cgi('dashboard', GET => '/users', env => \%env);
    is $users->{status}, 200, 'an administrator sees the users';
    unlike $users->{content}, qr{/users/invite}, '  and no form';
    is $site->cgi('dashboard', GET => "/join?t=$token", env => {HTTPS => 'on', HTTP_HOST => 'x'})->{status}, 403,
        'a link opens nothing';
    $site->set_env(AUTH_HEADER => '');
};

$site->finish;
done_testing;
