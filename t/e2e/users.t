#!/usr/bin/perl
# What the operator can do with users: disable, enable, delete, end sessions.
use strict;
use warnings;
use RT::Site;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;

my $site = RT::Site->new->small_company->start;
sub user { return $site->retention('user', @_) }
sub user_ok {
    my ($what, @args) = @_;
    my ($out, $err, $status) = user(@args);
    is $status, 0, $what or diag $err;
    return $out;
}
sub status_of { my ($who) = @_; return $site->get('/churn', as => $who)->{status} }
sub audited {
    my ($who, $action) = @_;
    return $site->value('SELECT GROUP_CONCAT(CONCAT_WS(" ", actor, source, result, entity, '
            . "field, before_value, after_value) ORDER BY id SEPARATOR '|') FROM audit_log "
            . "WHERE action = '$action' AND entity_id = $who->{id}") =~ s/"//gr;
}

subtest 'a disabled user is out at the next request' => sub {
    my $who   = $site->sign_in(name => 'anna');
    my $other = $site->sign_in(name => 'boris');
    my $link  = $site->link_for('anna');
    is status_of($who), 200, 'she can see pages before';
    like user_ok('user disable', qw(disable anna)), qr/anna/, 'the answer names her';
    is status_of($who),   401, 'she is out at the next request';
    is status_of($other), 200, 'others are not';
    is $site->get("/login?t=$link")->{status}, 403, 'her link cannot be looked at';
    is $site->use_link($link)->{status}, 403, 'nor used';
    my ($out, $err, $status) = $site->retention('login-link', 'anna');
    is $status, 1, 'she gets no new link';
    like scalar $site->retention('user', 'list'), qr/\tanna\tmanager\t-\tdisabled$/m,
        'the list says so';
    user_ok('disabled again', qw(disable anna));
    is audited($who, 'user_active'), 'operator cli done user active yes no',
        'the audit log has it once';

    user_ok('user enable', qw(enable anna));
    is status_of($who), 401, 'enabled again, her old session stays ended';
    is $site->use_link($link)->{status}, 403, 'and her old link too';
    is $site->use_link($site->link_for('anna'), as => $who)->{status}, 303,
        'a new link works';
    is status_of($who), 200, 'as before';
    is audited($who, 'user_active'),
        'operator cli done user active yes no|operator cli done user active no yes',
        'both are in the audit log';
};

subtest 'a deleted user is out, the name is free' => sub {
    my $who = $site->sign_in(name => 'vera');
    my $link = $site->link_for('vera');
    user_ok('user delete', qw(delete vera));
    is status_of($who), 401, 'she is out at the next request';
    is $site->use_link($link)->{status}, 403, 'links end';
    unlike scalar $site->retention('user', 'list'), qr/vera/, 'she is not in the list';
    is audited($who, 'user_delete'), 'operator cli done user login vera',
        'the audit log has it';
    my ($out, $err, $status) = user(qw(enable vera));
    is $status, 1, 'she cannot be enabled';
    like $err, qr/no user \S+vera/, '  the error says why';
    my $next = $site->sign_in(name => 'vera', role => 'admin');
    isnt $next->{id}, $who->{id}, 'somebody else can get the name';
    is status_of($next), 200, '  and is let in';
    is status_of($who),  401, '  the first is not';
};

subtest 'sessions are listed and ended' => sub {
    my $who    = $site->sign_in(name => 'gleb');
    my $second = {cookies => {}};
    $site->use_link($site->link_for('gleb'), as => $second, trusted => 1);
    $site->sql('UPDATE sessions SET device = CONCAT("Phone ", '
        . 'CONVERT(X\'C29B33316D1B5B33316D\' USING utf8mb4), " x") WHERE trusted');
    my $list = user_ok('user sessions', qw(sessions gleb));
    my @id = $list =~ /^(\d+)  since \d{4}-\d\d-\d\d \d\d:\d\d UTC, last request/mg;
    is scalar @id, 2, 'both are listed, one on each line';
    like $list, qr/ends by [^,\n]+  rt-test$/m, 'with the browser';
    like $list, qr/trusted device  Phone \?\?31m\?\[31m x$/m,
        'without control characters';
    my ($ru) = do { local $ENV{LANG} = 'x'; $site->set_env(LANG => 'ru_RU.UTF-8');
        user(qw(sessions gleb)) };
    $site->set_env(LANG => 'en_US.UTF-8');
    like $ru, qr/последний запрос/, 'in Russian, too';
    user_ok('one ends', qw(sessions gleb --end), $id[0]);
    is status_of($who),    401, '  it is out';
    is status_of($second), 200, '  the other is not';
    is audited($who = {id => $who->{id}}, 'session_end'), 'operator cli done user',
        '  the audit log has it';
    my $anna = $site->sign_in(name => 'galina');
    my ($of_anna) = user_ok('of somebody else', qw(sessions galina)) =~ /^(\d+)/;
    my ($out, $err, $status) = user('sessions', 'gleb', '--end', $of_anna);
    is $status, 1, 'the session of somebody else is not ended';
    is status_of($anna), 200, '  it opens';
    like user_ok('all end', qw(sessions gleb --end all)), qr/: 1\.$/, 'how many';
    is status_of($second), 401, '  all are out';
    like user_ok('all of none', qw(sessions gleb --end all)), qr/: 0\.$/,
        'without a session the answer is 0';
    like user_ok('none to list', qw(sessions gleb)), qr/no open sessions/, 'and the list says so';
    $site->sql("UPDATE sessions SET seen_at = UTC_TIMESTAMP() - INTERVAL 31 MINUTE");
    like user_ok('idle', qw(sessions galina)), qr/no open sessions/,
        'a session that has run out is not listed';
};

subtest 'errors say what is wrong' => sub {
    for my $case (
        [[qw(disable)], 2, qr/user name/], [[qw(enable)], 2, qr/user name/],
        [[qw(delete)], 2, qr/user name/], [[qw(sessions)], 2, qr/user name/],
        [[qw(disable nobody)], 1, qr/nobody/], [[qw(enable nobody)], 1, qr/nobody/],
        [[qw(delete nobody)], 1, qr/nobody/], [[qw(sessions nobody)], 1, qr/nobody/],
        [[qw(sessions gleb --end x)], 2, qr/x\S+ isn't a session/],
        [[qw(sessions gleb --end 0)], 2, qr/0\S+ isn't a session/],
        [['sessions', 'gleb', '--end', '9' x 19], 2, qr/isn't a session/],
        [['sessions', 'gleb', '--end', '9' x 18], 1, qr/no session 9/],
        [[qw(disable anna boris)], 2, qr/user disable NAME/],
        [[qw(drop anna)], 2, qr/user delete NAME/],
    ) {
        my ($args, $want, $says) = @$case;
        my ($out, $err, $status) = user(@$args);
        is $status, $want, "user @$args: status $want";
        like $err, $says, '  and says what';
    }
    like scalar $site->retention('user', '--help'), qr/\Q  retention user $_ NAME/,
        "--help has $_" for qw(disable enable delete sessions);
};

subtest 'what cannot be logged is not done' => sub {
    my $who = $site->sign_in(name => 'pavel');
    $site->sql('RENAME TABLE audit_log TO audit_away');
    for my $verb (['disable', 'pavel'], ['delete', 'pavel'], [qw(sessions pavel --end all)]) {
        my ($out, $err, $status) = user(@$verb);
        is $status, 1, "@$verb cannot be logged";
        is status_of($who), 200, '  so it is not done';
    }
    $site->sql('RENAME TABLE audit_away TO audit_log');
};

subtest 'a change that leaves no administrator gets a warning' => sub {
    my $none = qr/no administrator any more.*retention user add/;
    $site->sign_in(name => $_, role => 'admin') for qw(first last);
    my @admins = scalar($site->retention('user', 'list')) =~ /^\d+\t(\S+)\tadmin\t\S+\tactive$/mg;
    cmp_ok scalar(@admins), '>=', 2, 'there are some';
    my $last = pop @admins;
    unlike user_ok("$_ is disabled", 'disable', $_), $none, '  no warning' for @admins;
    like user_ok('the last is disabled', 'disable', $last), $none, '  a warning';
    unlike user_ok('and enabled', 'enable', $last), $none, '  no warning';
    like user_ok('gets another role', 'role', $last, 'manager'), $none, '  a warning';
    user_ok('is an administrator again', 'role', $last, 'admin');
    like user_ok('is deleted', 'delete', $last), $none, '  a warning';
};

$site->finish;
done_testing;
