#!/usr/bin/perl
# Pages and forms of administrators: tried by everybody else, for objects that
# are there and that are not.
use strict;
use warnings;
use RT::Site;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;

my $site = RT::Site->new->start;
my $target = $site->sign_in(name => 'target');
$site->sql("INSERT INTO offers (offer_type, effect, effect_value) VALUES ('Bonus', 'percent', 500)",
    "INSERT INTO templates (title, text_en) VALUES ('Hello', 'Good day')");

sub somebody { my ($role) = @_; return $site->sign_in(role => $role) }
sub changed  { my ($who, $sql) = @_; $site->sql("$sql = $who->{id}"); return $who }

# Who asks, and what everything but a right answer is.
my %who = (
    stranger => [sub { {cookies => {}} }, 401],
    client   => [sub { somebody('client') }, 403],
    manager  => [sub { somebody('manager') }, 403],
    admin    => [sub { somebody('admin') }, 0],
    demoted  => [sub { changed(somebody('admin'), "UPDATE users SET role = 'manager' WHERE id") }, 403],
    disabled => [sub { changed(somebody('admin'), 'UPDATE users SET active = 0 WHERE id') }, 401],
    deleted  => [sub { changed(somebody('admin'), 'UPDATE users SET deleted_at = UTC_TIMESTAMP() WHERE id') }, 401],
    idle     => [sub { changed(somebody('admin'),
        'UPDATE sessions SET seen_at = UTC_TIMESTAMP() - INTERVAL 31 MINUTE WHERE user_id') }, 401],
    expired  => [sub { changed(somebody('admin'),
        'UPDATE sessions SET expires_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE user_id') }, 401],
);

# The pages, and their answer to an administrator.
my %pages = (
    '/audit'                => 200,
    '/health'               => 200,
    '/users'                => 200,
    "/users/$target->{id}"  => 200,
    '/users/999999'         => 404,
    '/offers/new'           => 200,
    '/offers/1'             => 200,
    '/offers/999999'        => 404,
    '/reasons'              => 200,
    '/reasons/1'            => 200,
    '/reasons/999999'       => 404,
    '/templates'            => 200,
    '/templates/1'          => 200,
    '/templates/999999'     => 404,
);
my %offer = (offer_type => 'Discount', effect => 'percent', value => 10, threshold => 0, cost => 0,
    priority => 100, how => 'rules', audience => 'desk', step => 'save');
my $nonces = 0;
sub nonce { return sprintf '%043d', ++$nonces }

# The forms, what is sent, and the answer to an administrator.
my @forms = (
    ['/users/add', {name => 'new', role => 'admin', language => 'en'}, 303],
    ['/users/invite', {role => 'admin', language => 'en', days => 1}, 303],
    ['/users/uninvite', {id => 1}, 303],
    ['/users/uninvite', {id => 999999}, 303],
    ['/users/language', {id => $target->{id}, language => 'ru'}, 303],
    ['/users/language', {id => 999999, language => 'ru'}, 404],
    ['/users/sessions', {id => $target->{id}}, 303],
    ['/users/sessions', {id => 999999}, 404],
    ['/users/role', {id => $target->{id}, role => 'admin'}, 303],
    ['/users/role', {id => 999999, role => 'admin'}, 404],
    ['/users/active', {id => $target->{id}, active => 'no'}, 303],
    ['/users/active', {id => 999999, active => 'no'}, 404],
    ['/offers/save', {%offer, nonce => nonce()}, 303],
    ['/offers/save', {%offer, nonce => nonce(), id => 999999, version => 1}, 404],
    ['/offers/archive', {id => 1, version => 1, archive => 'yes'}, 303],
    ['/offers/archive', {id => 999999, version => 1, archive => 'yes'}, 404],
    ['/reasons/add', {nonce => nonce(), name => 'new', text_ru => 'x', text_en => 'x', place => 1}, 303],
    ['/reasons/edit', {nonce => nonce(), id => 1, version => 1, text_ru => 'x', text_en => 'x', place => 1, active => 'no'}, 303],
    ['/reasons/edit', {nonce => nonce(), id => 999999, version => 1, text_ru => 'x', text_en => 'x', place => 1, active => 'no'}, 404],
    ['/templates/add', {nonce => nonce(), name => 'new', text_en => 'x', place => 1}, 303],
    ['/templates/edit', {nonce => nonce(), id => 1, version => 1, name => 'other', text_en => 'x', place => 1, active => 'no'}, 303],
    ['/templates/edit', {nonce => nonce(), id => 999999, version => 1, name => 'another', text_en => 'x', place => 1, active => 'no'}, 404],
);

# Everything that the forms can change.
sub state_now {
    return join ' ', map { $_ // '-' } @{$site->sql(<<"END")->[0]};
SELECT (SELECT COUNT(*) FROM users WHERE login = 'new'), (SELECT COUNT(*) FROM invitations),
    (SELECT COUNT(*) FROM invitations WHERE expires_at <= UTC_TIMESTAMP()),
    (SELECT COUNT(*) FROM sessions WHERE user_id = $target->{id}),
    (SELECT CONCAT_WS(',', role, language, active) FROM users WHERE id = $target->{id}),
    (SELECT CONCAT_WS(',', COUNT(*), SUM(version), SUM(deleted_at IS NOT NULL)) FROM offers),
    (SELECT CONCAT_WS(',', COUNT(*), SUM(version), SUM(active)) FROM reasons),
    (SELECT CONCAT_WS(',', COUNT(*), SUM(version), SUM(active)) FROM templates)
END
}

my $before = state_now();
my $alien = $site->csrf($target);
for my $name (grep { $_ ne 'admin' } sort keys %who) {
    my ($make, $refused) = @{$who{$name}};
    my $who = $make->();
    is $site->get($_, as => $who)->{status}, $refused, "GET $_ by $name" for sort keys %pages;
    # Sessions that are over, and strangers, have no token of their own.
    my $token = $refused == 401 ? $alien : $site->csrf($who);
    is $site->post($_->[0], $_->[1], as => $who, csrf => $token)->{status}, $refused,
        "POST $_->[0] by $name" for @forms;
    is state_now(), $before, "$name has changed nothing";
}

my $admin = $who{admin}[0]->();
is $site->get($_, as => $admin)->{status}, $pages{$_}, "GET $_ by an administrator" for sort keys %pages;
my $token = $site->csrf($admin);
for my $form (@forms) {
    my ($path, $fields) = @$form;
    for my $wrong (['from another site', csrf => $token, headers => {Origin => 'https://evil.example'}],
        ['without a token', csrf => undef], ['with the token of somebody else', csrf => $alien]) {
        my ($how, %o) = @$wrong;
        is $site->post($path, $fields, as => $admin, %o)->{status}, 403, "POST $path $how";
    }
}
is state_now(), $before, 'these have changed nothing';
is $site->post($_->[0], $_->[1], as => $admin, csrf => $token)->{status}, $_->[2],
    "POST $_->[0] by an administrator" for @forms;
is state_now(), '1 1 1 0 admin,ru,0 2,3,1 8,9,7 2,3,1', 'each is done';

is $site->value("SELECT COUNT(DISTINCT user_id) FROM audit_log WHERE action = 'role_denied' AND result = 'refused'"), 3,
    'refusals of people with another role are in the audit log';

$site->finish;
done_testing;
