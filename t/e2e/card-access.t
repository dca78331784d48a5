#!/usr/bin/perl
# Pages and forms of the client card, tried by everybody, for clients and
# contracts that are there and that are not.
use strict;
use warnings;
use RT::Card;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;

my $card = RT::Card->new;
my $site = $card->site;
$site->start;

sub somebody { my ($role) = @_; return $site->sign_in(role => $role) }
sub changed  { my ($who, $sql) = @_; $site->sql("$sql = $who->{id}"); return $who }

# Who asks; the answer to what staff may do, and to what administrators may.
my %who = (
    stranger => [sub { {cookies => {}} }, 401, 401],
    client   => [sub { somebody('client') }, 403, 403],
    manager  => [sub { somebody('manager') }, 0, 403],
    admin    => [sub { somebody('admin') }, 0, 0],
    demoted  => [sub { changed(somebody('admin'), "UPDATE users SET role = 'client' WHERE id") }, 403, 403],
    degraded => [sub { changed(somebody('admin'), "UPDATE users SET role = 'manager' WHERE id") }, 0, 403],
    disabled => [sub { changed(somebody('admin'), 'UPDATE users SET active = 0 WHERE id') }, 401, 401],
    idle     => [sub { changed(somebody('admin'),
        'UPDATE sessions SET seen_at = UTC_TIMESTAMP() - INTERVAL 31 MINUTE WHERE user_id') }, 401, 401],
    expired  => [sub { changed(somebody('admin'),
        'UPDATE sessions SET expires_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE user_id') }, 401, 401],
);
# Pages: path, whether they are for administrators, and their answer.
my @pages = (
    ['/clients', 0, 200], ['/clients/1', 0, 200], ['/clients/99', 0, 404], ['/clients/1/edit', 0, 200], ['/clients/99/edit', 0, 404],
    ['/clients/1/contract', 0, 200], ['/clients/99/contract', 0, 404], ['/contracts/1/edit', 0, 200], ['/contracts/99/edit', 0, 404],
    ['/contracts/1/past', 1, 200], ['/contracts/99/past', 1, 404], ['/contracts/1/archive', 1, 200], ['/contracts/99/archive', 1, 404],
);
my %save = (version => 1, step => 'save');
my @forms = (
    ['/clients/find', 0, {find => 'x'}, 200],
    ['/clients/1/edit', 0, {%save, last_name => 'Changed'}, 303], ['/clients/99/edit', 0, {%save, last_name => 'Changed'}, 404],
    ['/clients/1/contract', 0, {%save, number => 'X', start => 'today', can_be_retained => 'yes'}, 303],
    ['/clients/99/contract', 0, {%save, number => 'X', start => 'today', can_be_retained => 'yes'}, 404],
    ['/clients/1/undo', 0, {edit => 99}, 404], ['/clients/99/undo', 0, {edit => 1}, 404],
    ['/contracts/1/edit', 0, {%save, monthly_fee => 1, monthly_profit => 1, plan => 'P', can_be_retained => 'no', active => 'yes'}, 303],
    ['/contracts/99/edit', 0, {%save, can_be_retained => 'no', active => 'yes'}, 404],
    ['/contracts/1/link', 0, {}, 303], ['/contracts/99/link', 0, {}, 404],
    ['/contracts/1/past', 1, {%save, day => '2024-01-01', monthly_fee => 7, start => '2023-02-01'}, 409],
    ['/contracts/99/past', 1, {%save, day => '2024-01-01', monthly_fee => 7}, 404],
    ['/contracts/4/archive', 1, {%save}, 303], ['/contracts/99/archive', 1, {%save}, 404],
);

# Everything that the forms can change.
sub state_now {
    return $card->rows(<<'END');
SELECT (SELECT GROUP_CONCAT(CONCAT_WS(',', version, last_name) ORDER BY id) FROM clients),
    (SELECT GROUP_CONCAT(CONCAT_WS(',', version, monthly_fee_minor, end_date, deleted_at) ORDER BY id) FROM contracts),
    (SELECT COUNT(*) FROM contract_changes), (SELECT COUNT(*) FROM client_links), (SELECT COUNT(*) FROM card_edits),
    (SELECT COUNT(*) FROM audit_log WHERE entity IN ('client', 'contract') AND action NOT LIKE 'card%')
END
}

my $before = state_now();
my $n = 0;
my $alien = $site->csrf(somebody('admin'));
for my $name (grep { $_ ne 'admin' } sort keys %who) {
    my ($make, $staff, $admin) = @{$who{$name}};
    my $who = $make->();
    for my $page (@pages) {
        my $refused = $page->[1] ? $admin : $staff;
        is $site->get($page->[0], as => $who)->{status}, $refused || $page->[2], "GET $page->[0] by $name";
    }
    my $token = $staff == 401 ? $alien : $site->csrf($who);
    for my $form (grep { $_->[1] ? $admin : $staff } @forms) {
        is $site->post($form->[0], {%{$form->[2]}, $form->[2]{step} ? (nonce => 'n' . ++$n) : ()}, as => $who, csrf => $token)->{status},
            $form->[1] ? $admin : $staff, "POST $form->[0] by $name";
    }
    is state_now(), $before, "$name has changed nothing" if $staff;
}

# Somebody of the staff who is client 1: for them there is no such client.
for my $role (qw(manager admin)) {
    my $self = somebody($role);
    $site->sql('UPDATE users SET telegram_id = NULL WHERE telegram_id = 700001', "UPDATE users SET telegram_id = 700001 WHERE id = $self->{id}");
    for my $page (grep { $_->[0] =~ m{/1\b} && ($role eq 'admin' || !$_->[1]) } @pages, ['/contracts/1/archive', 1], ['/clients/1?lang=ru', 0]) {
        is $site->get($page->[0], as => $self)->{status}, 404, "GET $page->[0] by $role, who is this client";
    }
    for my $form (grep { $_->[0] =~ m{/1\b} && ($role eq 'admin' || !$_->[1]) } @forms, ['/contracts/1/archive', 1, {%save}]) {
        is $site->post($form->[0], {%{$form->[2]}, $form->[2]{step} ? (nonce => 'n' . ++$n) : ()}, as => $self)->{status}, 404,
            "POST $form->[0] by $role, who is this client";
    }
    unlike $site->get('/clients', as => $self)->{content}, qr{/clients/1"}, 'nor in the list';
    unlike $site->post('/clients/find', {find => 'Ivanova'}, as => $self)->{content}, qr{/clients/1"}, 'nor found';
    is $site->get('/clients/3', as => $self)->{status}, 200, 'others are there';
}
is state_now(), $before, 'nobody works on what is theirs';

my $admin = $who{admin}[0]->();
for my $form (@forms) {
    my %sent = (%{$form->[2]}, $form->[2]{step} ? (nonce => 'n' . ++$n) : ());
    for my $wrong (['without a token', csrf => undef], ['with the token of somebody else', csrf => $alien],
        ['from another site', headers => {Origin => 'https://evil.example'}]) {
        my ($what, %o) = @$wrong;
        is $site->post($form->[0], \%sent, as => $admin, %o)->{status}, 403, "POST $form->[0] $what";
    }
}
is state_now(), $before, 'nothing has changed';
for my $page (@pages) { is $site->get($page->[0], as => $admin)->{status}, $page->[2], "GET $page->[0] by admin" }
for my $form (@forms) {
    is $site->post($form->[0], {%{$form->[2]}, $form->[2]{step} ? (nonce => 'n' . ++$n) : ()}, as => $admin)->{status},
        $form->[3], "POST $form->[0] by admin";
}
isnt state_now(), $before, 'an administrator has';

$site->finish;
done_testing;
