#!/usr/bin/perl
# Finding clients: by what, what is shown of them, and page after page.
use strict;
use warnings;
use utf8;
use RT::Card;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;
binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;

my $card = RT::Card->new(workers => 2);
my $site = $card->site;
sub bytes { my ($text) = @_; utf8::encode($text); return $text }
# 120 of one last name, 60 of whom have the same first name, and 30 for whom it
# is the first name.
$site->sql(map { my $n = 100 + $_; bytes("INSERT INTO clients (id, external_id, last_name, first_name, phone) VALUES ($n, 'N/$n', "
    . ($_ <= 120 ? "'Петров', " . ($_ % 2 ? "'Иван'" : $_ % 7 ? "'Пётр$_'" : 'NULL') : "'Абрамов$_', 'Петро'")
    . ", '+7900000" . sprintf('%04d', $_) . "')") } 1 .. 150);
$site->sql("UPDATE clients SET deleted_at = UTC_TIMESTAMP() WHERE id = 101");
$site->start;
my $anna = $site->sign_in(name => 'anna');
my $admin = $site->sign_in(name => 'boss', role => 'admin');

sub ids { return [$_[0]{content} =~ m{<tr[^>]*><td><a href="/clients/(\d+)}g] }
sub find { my ($text, %o) = @_; return $site->post('/clients/find', {find => bytes($text), %o}, as => $anna) }
sub found { my ($text) = @_; my $r = find($text); is $r->{status}, 200, "find $text"; return join ' ', sort { $a <=> $b } @{ids($r)} }

subtest 'by what' => sub {
    is found('+7 495 123-45-67'), '1', 'a phone number';
    is found('8 (495) 123-45-67'), '1', '  as people write it';
    is found('4951234567'), '1', '  without the code of the country';
    is found('PELAGEYA@example.org'), '1', 'an address';
    is found('pelageya'), '1', 'a first name';
    is found('Ivanova'), '1', 'a last name';
    is found('ivanova pel'), '1', 'both';
    is found('Pelageya Ivanova'), '1', '  in any order';
    is found('  Ivanova   Pelageya  '), '1', '  with blanks';
    is found('Ivan'), '1 3', 'how a name begins';
    is found('C-1'), '1', 'a number';
    is found('K-1'), '1', 'the number of a contract';
    $site->sql("UPDATE contracts SET external_id = '79991234567' WHERE id = 3", "UPDATE clients SET last_name = 'Louis2' WHERE id = 5");
    is found('79991234567'), '3', 'a number that looks like a phone';
    is found('Louis2'), '5', 'a name that looks like a number';
    $site->sql("UPDATE contracts SET external_id = 'K-3' WHERE id = 3", "UPDATE clients SET last_name = 'Casey' WHERE id = 5");
    is found('vanova'), '', 'not the middle of a name';
    is found('123-45-67'), '', 'nor a part of a phone number';
    is found('%'), '', 'a sign of the database is a letter';
    is found('_vanova'), '', '  so is this one';
    is found("x' OR '1'='1"), '', 'and this is a name';
    is found('\\'), '', 'a backslash, too';
    is join(' ', @{ids($site->get('/clients?id=C-1', as => $anna))}), '1', 'by its number in the address';
    is join(' ', @{ids($site->get('/clients?id=K-3', as => $anna))}), '3', '  or that of a contract';
    is join(' ', @{ids($site->get('/clients?id=N%2F150', as => $anna))}), '150', '  whatever it is made of';
    is $site->get('/clients?id=' . 'x' x 191, as => $anna)->{status}, 200, 'a long one';
    is $site->get('/clients?id=' . 'x' x 192, as => $anna)->{status}, 400, 'too long a one';
    is $site->get("/clients?$_", as => $anna)->{status}, 400, $_ for 'phone=1', 'find=x', 'after=x', 'after=1.5', 'name=Ivanova';
};

subtest 'what is wrong is said at the field' => sub {
    for my $case (['', qr/fill in/], ['x' x 255, qr/Too long/], ["a\x01b", qr/isn&#39;t allowed/]) {
        my $r = find($case->[0]);
        is $r->{status}, 422, length($case->[0]) . ' characters';
        like $r->{content}, qr/aria-invalid="true" aria-describedby="clients-find-error"/, '  marked';
        like $r->{content}, $case->[1], '  said';
    }
    is find("\x{1F600}" x 254)->{status}, 200, 'the longest';
    like find('<b>"x')->{content}, qr/value="&lt;b&gt;&quot;x"/, 'what was typed stays, as text';
};

subtest 'masked' => sub {
    for my $r (find('Ivanova'), $site->get('/clients', as => $anna), $site->get('/clients?id=C-1', as => $admin)) {
        my ($row) = $r->{content} =~ m{(<tr[^>]*><td><a href="/clients/1">.*?</tr>)}s;
        utf8::decode($row);
        like $row, qr/I••• P•••/, 'initials';
        like $row, qr/•••4567/, 'the last digits of the phone';
        unlike $row, qr/vanova|elageya|74951|example/, 'and no more';
        unlike $r->{content} =~ s/<input id="clients-find".*?>//r, qr/Ivanova|Pelageya|4951234567|pelageya/, '  anywhere on the page';
        is $r->{headers}{'cache-control'}, 'no-store', 'nobody keeps it';
    }
    unlike $site->log('dashboard') . $site->log('access') . $site->log('nginx'), qr/Ivanova|PELAGEYA|4951234567/i, 'nothing personal in the logs';
    my $emoji = "\x{1F600}lga";
    $site->sql(bytes("UPDATE clients SET last_name = '$emoji', phone = '12' WHERE id = 4"));
    my ($row) = find($emoji)->{content} =~ m{(<tr[^>]*><td><a href="/clients/4">.*?</tr>)}s;
    utf8::decode($row);
    like $row, qr/\x{1F600}•••/, 'a wide letter is one letter';
    like $row, qr/•••</, 'of a number of two digits nothing is shown';
    like find('Casey')->{content}, qr{<a href="/cases/50">}, 'an open case is linked';
};

# All pages of a search by its "next" button.
sub pages {
    my ($text) = @_;
    my (@all, @sizes);
    my $after;
    for (1 .. 20) {
        my $r = find($text, defined $after ? (after => $after) : ());
        push @all, @{ids($r)};
        push @sizes, scalar @{ids($r)};
        ($after) = $r->{content} =~ /name="after" value="(-?\d+)"/ or last;
    }
    return (\@all, \@sizes);
}

subtest 'page after page' => sub {
    my ($all, $sizes) = pages('Петр');
    my %seen;
    $seen{$_}++ for @$all;
    is join(' ', grep { $seen{$_} > 1 } keys %seen), '', 'nobody twice';
    is scalar @$all, 149, 'everybody who is there: by last name, then by first name';
    is join(' ', @$sizes), '50 50 49', 'fifty a page';
    my @last = grep { $_ <= 220 } @$all[0 .. 118];
    is scalar @last, 119, 'last names come first';
    ($all) = pages('Петров Иван');
    is scalar @$all, 59, 'both names';
    ($all) = pages('Иван Петров');
    is scalar @$all, 59, '  in the other order';
    my (@list, $path);
    for ($path = '/clients'; $path;) {
        my $r = $site->get($path, as => $anna);
        push @list, @{ids($r)};
        ($path) = $r->{content} =~ m{href="(/clients\?after=\d+)"};
    }
    is "@list", join(' ', 1 .. 6, 102 .. 250), 'all clients by their ids';
    my @numbers;
    for ($path = '/clients?id=N'; $path;) {
        my $r = $site->get($path, as => $anna);
        push @numbers, @{ids($r)};
        ($path) = $r->{content} =~ m{href="(/clients\?after=\d+&amp;id=N)"};
        $path =~ s/&amp;/&/ if $path;
    }
    is "@numbers", join(' ', 102 .. 250), 'all of a number\'s beginning';
    $site->sql((map { "INSERT INTO contracts (id, external_id, client_id, start_date) VALUES (${\(1000 + $_)}, 'M/${\(1000 + $_)}', ${\($_ < 60 ? 102 : 102 + $_ % 120)}, '2024-01-01')" } 0 .. 179));
    my @owners;
    for ($path = '/clients?id=M'; $path;) {
        my $r = $site->get($path, as => $anna);
        push @owners, @{ids($r)};
        ($path) = $r->{content} =~ m{href="(/clients\?after=-\d+&amp;id=M)"};
        $path =~ s/&amp;/&/ if $path;
    }
    my %owner = map { $_ => 1 } @owners;
    is scalar keys %owner, 120, 'all whose contracts have a number that begins so';
    is find('Петр', after => $_)->{status}, 200, "after $_: nobody of ours" for 99999, -99999, 101;
};

subtest 'fifty cards a day, unless CARD_LIMIT says otherwise' => sub {
    my $who = $site->sign_in(name => 'eager');
    my $told = sub { return $site->value("SELECT COUNT(*) FROM notices WHERE word = 'staff_cards'") };
    my $shown = grep { $site->get("/clients/$_", as => $who)->{status} == 200 } 111 .. 160;
    is $shown, 50, 'fifty cards';
    is $told->(), 0, 'nobody is told';
    $site->get('/clients/111', as => $who);
    is $told->(), 0, 'nor when one is opened again';
    $site->get('/clients/161', as => $who);
    is $told->(), 1, 'one more: the administrator is';
    is $site->value("SELECT CONCAT_WS(' ', user_id, state, case_id IS NULL) FROM notices WHERE word = 'staff_cards'"),
        "$admin->{id} waiting 1", 'by a notice';
    like $site->value("SELECT args FROM notices WHERE word = 'staff_cards'"), qr/"manager_id":$who->{id}\b.*"n":51\b/, '  that names who and how many';
};

subtest 'who may' => sub {
    my $client = $site->sign_in(role => 'client');
    is $site->get('/clients', as => $client)->{status}, 403, 'no client';
    is $site->get('/clients')->{status}, 401, 'nobody';
    is $site->post('/clients/find', {find => 'x'}, as => $client)->{status}, 403, 'nor finds';
    is $site->post('/clients/find', {find => 'x'}, as => $anna, csrf => 'x')->{status}, 403, 'not without the token';
    is $site->get('/clients/find', as => $anna)->{status}, 404, 'a search stands in no address';
};

$site->finish;
done_testing;
