#!/usr/bin/perl
# Edits on the client's card: each is shown before it is made, is made once,
# stands against stale files, and is undone while nothing has changed since.
use strict;
use warnings;
use utf8;
use POSIX ();
use RT::Card;
use RT::Line;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;
binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;

my $card = RT::Card->new(workers => 3);
my $site = $card->site;
$site->sql("INSERT INTO client_attrs (client_id, name, value) VALUES (3, 'colour', 'blue')",
    RT::Site::imported_sql('contracts', '2024-12-31'));
$site->refresh->start;
my $boss = $site->sign_in(name => 'boss', role => 'admin');
my $anna = $site->sign_in(name => 'anna');
my $oleg = $site->sign_in(name => 'oleg');

sub client { return $site->value("SELECT CONCAT_WS(' ', $_[1]) FROM clients WHERE id = $_[0]") }
sub contract { return $site->value("SELECT CONCAT_WS(' ', $_[1]) FROM contracts WHERE id = $_[0]") }
sub bytes { my ($text) = @_; utf8::encode($text); return $text }
sub error_of {
    my ($r) = @_;
    my ($error) = $r->{content} =~ m{<p class="error" id="edit-\d+-error">([^<]*)};
    $error = RT::Card::text($error // '');
    utf8::decode($error);
    return $error;
}
my $today = $site->value("SELECT DATE(CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', '+03:00'))");
sub day { return $site->value("SELECT DATE('$today') + INTERVAL $_[0] DAY") }
sub file {
    my ($text) = @_;
    my $path = $site->dir . '/tmp/import.csv';
    open my $fh, '>:encoding(UTF-8)', $path or die $!;
    print {$fh} $text;
    close $fh or die $!;
    return $path;
}

subtest 'contact data: shown, then made, then undone' => sub {
    my %set = (last_name => 'Orlova', phone => '8 (495) 765-43-21', email => 'new@example.org', telegram_id => '700777',
        region => 'South', segment => '', 'attr:colour' => 'green');
    my $shown = $card->preview('/clients/1/edit', \%set, as => $anna);
    is $shown->{status}, 200, 'the comparison';
    my $text = RT::Card::main_text($shown->{content});
    like $text, qr/Last name Ivanova Orlova Phone \+74951234567 \+74957654321 E-mail \S+ new\@example\.org Telegram ID 700001 700777 Region North South Segment home — colour red green/,
        'old and new, of what changes only';
    is client(1, 'last_name, phone'), 'Ivanova +74951234567', 'nothing is changed yet';
    unlike $site->log('dashboard') . $site->log('access'), qr/Orlova|new\@example|700777/, 'and nothing is in the logs';
    my $again = $card->send_pairs('/clients/1/edit', [@{RT::Card::values_of($shown->{content})}, step => 'again'], as => $anna);
    like $again->{content}, qr/name="phone" value="8 \(495\) 765-43-21"/, 'back to the fields: as they were typed';
    my $saved = $card->save('/clients/1/edit', $shown, as => $anna);
    is "$saved->{status} $saved->{headers}{location}", '303 /clients/1?done=saved', 'made';
    is client(1, 'last_name, phone, email, telegram_id, region, COALESCE(segment, "-")'),
        'Orlova +74957654321 new@example.org 700777 South -', 'stored';
    is $site->value("SELECT value FROM client_attrs WHERE client_id = 1"), 'green', 'the attribute, too';
    is $card->rows("SELECT field, value FROM desk_edits WHERE entity = 'client' AND entity_id = 1 ORDER BY field"),
        "attr.colour green\nemail new\@example.org\nlast_name Orlova\nphone +74957654321\nregion South\nsegment -\ntelegram_id 700777\n",
        'on record against stale files';
    is $card->rows("SELECT field, before_value, after_value FROM audit_log WHERE action = 'client_edit' AND entity_id = 1 AND field IN ('phone', 'attr.colour') ORDER BY id"),
        "phone - -\nattr.colour red green\n", 'in the audit log, which keeps no value of a person\'s';
    is $card->rows("SELECT GROUP_CONCAT(field ORDER BY id), COUNT(CONCAT(COALESCE(before_value, ''), after_value)) FROM audit_log"
        . " WHERE action = 'client_edit' AND entity_id = 1 AND field NOT LIKE 'attr.%' AND field NOT IN ('region', 'segment')"),
        "last_name,phone,email,telegram_id 0\n", '  of none of them';
    like $card->get($saved->{headers}{location}, as => $anna)->{content}, qr{<div class="done" role="status">Saved\. <form method="post" action="/clients/1/undo">},
        'the card says so, with the way back';
    my $twice = $card->save('/clients/1/edit', $shown, as => $anna);
    is "$twice->{status} $twice->{headers}{location}", '303 /clients/1?done=saved', 'a second click is no error';
    is $site->value('SELECT COUNT(*) FROM card_edits'), 1, '  and no second change';
    my $r = $card->undo(1, as => $oleg);
    is $r->{headers}{location}, '/clients/1?done=undone', 'undone';
    is client(1, 'last_name, phone, email, telegram_id, region, segment'),
        'Ivanova +74951234567 pelageya@example.org 700001 North home', '  as it was';
    is $site->value("SELECT value FROM client_attrs WHERE client_id = 1"), 'red', '  so is the attribute';
    is $card->rows("SELECT COUNT(*) FROM desk_edits WHERE entity = 'client' AND entity_id = 1"), "0\n", '  files may change it again';
    is $site->value("SELECT CONCAT_WS(' ', entity, entity_id, user_id) FROM audit_log WHERE action = 'card_undo'"),
        "client 1 $oleg->{id}", '  in the audit log';
    my ($edit) = $site->value('SELECT MAX(id) FROM card_edits');
    is $site->post('/clients/1/undo', {edit => $edit}, as => $oleg)->{status}, 303, 'undone twice: no error';
    is client(1, 'last_name'), 'Ivanova', '  nothing happens';
    is $card->save('/clients/1/edit', $shown, as => $anna)->{status}, 303, 'the old button once more';
    is client(1, 'last_name'), 'Ivanova', '  does not do it again';
};

subtest 'undo only while nothing has changed since' => sub {
    $card->edit('/clients/1/edit', {first_name => 'Polina'}, as => $anna);
    my $edit = $site->value('SELECT MAX(id) FROM card_edits');
    $site->sql("UPDATE client_attrs SET value = 'pink' WHERE client_id = 1");
    is $site->post('/clients/1/undo', {edit => $edit}, as => $anna)->{status}, 409, 'an attribute has changed';
    is client(1, 'first_name'), 'Polina', '  it stays';
    $site->sql("UPDATE client_attrs SET value = 'red' WHERE client_id = 1");
    $card->edit('/clients/1/edit', {first_name => 'Paula'}, as => $oleg);
    is $site->post('/clients/1/undo', {edit => $edit}, as => $anna)->{status}, 409, 'somebody has changed it again';
    $card->undo(1, as => $oleg);
    is $site->post('/clients/1/undo', {edit => $edit}, as => $anna)->{status}, 303, 'one by one';
    is client(1, 'first_name'), 'Pelageya', '  it is as it was';
    is $site->post('/clients/3/undo', {edit => $edit}, as => $anna)->{status}, 404, 'not by another client';
    is $site->post('/clients/1/undo', {edit => 9999}, as => $anna)->{status}, 404, 'nor what there is not';
};

subtest 'every field at its limits and beyond' => sub {
    my $four = "\x{1F600}";
    for my $case (
        [last_name => 'x' x 191], [last_name => $four x 191], [first_name => 'ה' x 40], [first_name => "O'Neil <b>&amp;"],
        [middle_name => "\x{202E}abc"], [email => ('a' x 64) . '@' . ('b' x 185) . '.de'], [email => 'A.b@пример.рф'],
        [phone => '+1 202-555-0143'], [phone => '84951234567'], [phone => ''], [telegram_id => 1],
        [telegram_id => '4503599627370495'], [telegram_id => ''], [region => 'r' x 191], [channel => 'Ж' x 191],
        [segment => '-1'], ['attr:colour' => 'c' x 191], ['attr:colour' => $four], ['attr:colour' => ''],
    ) {
        my ($field, $value) = @$case;
        my $r = $card->preview('/clients/1/edit', {$field => $value}, as => $anna);
        my $what = "$field: " . length($value) . ' ' . substr bytes($value), 0, 20;
        utf8::decode($what);
        is $r->{status}, 200, $what;
        is $card->save('/clients/1/edit', $r, as => $anna)->{status}, 303, '  is taken';
        my $stored = $field =~ /^attr:(.*)/
            ? $site->value("SELECT COALESCE((SELECT value FROM client_attrs WHERE client_id = 1 AND name = '$1'), '')") // ''

            : $site->value("SELECT COALESCE($field, '') FROM clients WHERE id = 1") // '';
        is $stored, bytes($value), '  as it is' if $field ne 'phone' && $value ne "\x{202E}abc";
        my $shown = $card->get('/clients/1', as => $anna);
        is $shown->{status}, 200, '  and shown';
        unlike $shown->{content}, qr/<b>/, '  as text';
    }
    my $count = $site->value('SELECT COUNT(*) FROM card_edits');
    for my $case (
        [last_name => 'x' x 192, qr/Too long/], [last_name => "a\x01b", qr/isn't allowed/], [first_name => "a\r\nb", qr/isn't allowed/],
        [middle_name => "a\tb", qr/isn't allowed/], [email => 'nobody', qr/isn't an e-mail/], [email => "a\@b.de\r\nBcc: x\@y.z", qr/isn't/],
        [email => ('a' x 250) . '@b.de', qr/Too long/], [phone => '12345', qr/isn't a phone/], [phone => '+' . '1' x 40, qr/isn't a phone/],
        [telegram_id => 0, qr/whole number/], [telegram_id => '4503599627370496', qr/whole number/], [telegram_id => '1e5', qr/whole number/],
        [telegram_id => -5, qr/whole number/], [telegram_id => 'x', qr/whole number/], [region => 'r' x 192, qr/Too long/],
        ['attr:colour' => 'c' x 192, qr/Too long/], ['attr:colour' => "c\nd", qr/isn't allowed/], [last_name => 'x' x 3999, qr/Too long/],
    ) {
        my ($field, $value, $says) = @$case;
        my $r = $card->preview('/clients/1/edit', {$field => $value, channel => 'kept'}, as => $anna);
        is $r->{status}, 422, "$field: " . substr($value, 0, 16) =~ s/[^ -~]/?/gr;
        like error_of($r), $says, '  said at the field';
        like $r->{content}, qr/aria-invalid="true" aria-describedby="edit-\d+-error"/, '  which is marked';
        like $r->{content}, qr/name="channel" value="kept"/, '  the others keep what was typed';
    }
    is $card->preview('/clients/1/edit', {last_name => 'x' x 5000}, as => $anna)->{status}, 422, 'far too long';
    is $card->send_pairs('/clients/1/edit', [csrf => $site->csrf($anna), version => 1, phone => '+74950000000', phone => '1'], as => $anna)->{status},
        400, 'a field twice';
    is $site->post('/clients/1/edit', {version => 1, wage => 5}, as => $anna)->{status}, 400, 'a field that is none';
    is $site->post('/clients/1/edit', {version => 'x'}, as => $anna)->{status}, 400, 'no version';
    is $site->value('SELECT COUNT(*) FROM card_edits'), $count, 'nothing of this was made';
    my $taken = $card->preview('/clients/3/edit', {telegram_id => 700099}, as => $anna);
    $site->sql('UPDATE clients SET telegram_id = 700099 WHERE id = 4');
    my $r = $card->save('/clients/3/edit', $taken, as => $anna);
    is $r->{status}, 422, 'a Telegram id of somebody else';
    like error_of($r), qr/Another client has this Telegram ID/, '  said at the field';
    is $card->preview('/clients/3/edit', {}, as => $anna)->{status}, 422, 'nothing changed: said';
};

subtest 'what a form never had stays' => sub {
    my $form = RT::Card::values_of($card->get('/clients/1/edit', as => $anna)->{content});
    $site->sql("INSERT INTO client_attrs (client_id, name, value) VALUES (1, 'late', 'here')");
    my $shown = $card->send_pairs('/clients/1/edit', [@{RT::Card::set($form, {first_name => 'Late'})}, step => 'preview'], as => $anna);
    unlike RT::Card::main_text($shown->{content}), qr/late here/, 'an attribute that came meanwhile is no change';
    is $card->save('/clients/1/edit', $shown, as => $anna)->{status}, 303, 'made';
    is client(1, 'first_name'), 'Late', '  what was typed';
    is $site->value("SELECT value FROM client_attrs WHERE client_id = 1 AND name = 'late'"), 'here', '  and no more';
    $card->undo(1, as => $anna);
    $site->sql("DELETE FROM client_attrs WHERE name = 'late'", "UPDATE clients SET region = 'Kept' WHERE id = 1");
    my $version = $site->value('SELECT version FROM clients WHERE id = 1');
    is $site->post('/clients/1/edit', {version => $version, nonce => 'few', step => 'save', first_name => 'Few'}, as => $anna)->{status}, 303, 'a form of one field';
    is client(1, 'first_name, region'), 'Few Kept', '  changes this one';
    $card->undo(1, as => $anna);
};

subtest 'a Telegram id that is somebody else\'s by now' => sub {
    $site->sql('UPDATE clients SET telegram_id = 700600 WHERE id = 3');
    is $card->edit('/clients/3/edit', {telegram_id => ''}, as => $anna)->{status}, 303, 'taken away';
    my $edit = $site->value('SELECT MAX(id) FROM card_edits');
    $site->sql('UPDATE clients SET telegram_id = 700600 WHERE id = 5');
    my $r = $site->post('/clients/3/undo', {edit => $edit}, as => $anna);
    is $r->{status}, 409, 'not put back';
    like $r->{content}, qr/Another client has this Telegram ID/, '  it says why';
    $site->sql('UPDATE clients SET telegram_id = NULL WHERE id = 5');
    is $site->post('/clients/3/undo', {edit => $edit}, as => $anna)->{status}, 303, 'put back once it is free';
    is client(3, 'telegram_id'), 700600, '  as it was';
};

subtest 'somebody was faster' => sub {
    my $shown = $card->preview('/clients/3/edit', {last_name => 'Mine'}, as => $anna);
    $card->edit('/clients/3/edit', {last_name => 'Theirs'}, as => $oleg);
    my $r = $card->save('/clients/3/edit', $shown, as => $anna);
    is $r->{status}, 409, 'refused';
    my $text = RT::Card::main_text($r->{content});
    like $text, qr/oleg changed this meanwhile, on \d+ \w+ \d{4} \d\d:\d\d/, '  it says who and when';
    like $text, qr/Last name Theirs Mine/, '  and compares anew';
    is client(3, 'last_name'), 'Theirs', '  nothing is lost';
    is $card->save('/clients/3/edit', $r, as => $anna)->{status}, 303, 'confirmed again: made';
    is client(3, 'last_name'), 'Mine', '  by decision';
    my @pairs = @{RT::Card::set(RT::Card::values_of($card->get('/clients/3/edit', as => $anna)->{content}), {first_name => 'Z'})};
    for my $version (0, 999999, '9007199254740991') {
        my $sent = RT::Card::set(\@pairs, {version => $version});
        is $card->send_pairs('/clients/3/edit', [@$sent, step => 'preview'], as => $anna)->{status}, 409, "version $version: compared anew";
        is $card->send_pairs('/clients/3/edit', [@$sent, nonce => "n$version", step => 'save'], as => $anna)->{status}, 409, '  not made';
    }
    is client(3, 'first_name'), 'Ivan', 'a version of tomorrow changes nothing';
};

subtest 'an import between check and confirmation' => sub {
    my $shown = $card->preview('/clients/3/edit', {first_name => 'Igor'}, as => $anna);
    my ($out, $err, $status) = $site->retention('import', 'clients', file("client_id,last_name,region\nC-3,Filed,East\n"));
    is $status, 0, 'a file' or diag $err;
    my $r = $card->save('/clients/3/edit', $shown, as => $anna);
    is $r->{status}, 409, 'refused';
    like RT::Card::main_text($r->{content}), qr/This was changed on .* by a file/, '  it says by what';
    is $card->save('/clients/3/edit', $r, as => $anna)->{status}, 303, 'confirmed';
    is client(3, 'first_name, region'), 'Igor East', 'both are there';
};

subtest 'a stale file does not take an edit back' => sub {
    $card->edit('/clients/3/edit', {phone => '+74950000033', 'attr:colour' => 'violet'}, as => $anna);
    $card->edit('/contracts/5/edit', {can_be_retained => 'no', monthly_fee => '450'}, as => $anna);
    my ($out, $err, $status) = $site->retention('import', 'clients', '--attr', 'colour=colour',
        file("client_id,phone,colour\nC-3,+74957654321,blue\nC-4,,grey\n"));
    is $status, 0, 'a file of clients' or diag $out, $err;
    like "$out$err", qr/phone.*\+74950000033|\+74950000033.*phone/s, '  the conflict is listed';
    like "$out$err", qr/colour.*violet/s, '  an attribute\'s, too';
    is client(3, 'phone'), '+74950000033', '  the edit stands';
    is $site->value("SELECT GROUP_CONCAT(value ORDER BY client_id) FROM client_attrs WHERE name = 'colour' AND client_id IN (3, 4)"),
        'violet,grey', '  an attribute\'s, too';
    my $line = "contract_id,client_id,start_date,monthly_fee,can_be_retained\nK-5,C-5,2023-02-01,500,yes\n";
    ($out, $err, $status) = $site->retention('import', 'contracts', file($line));
    is $status, 0, 'a file of contracts';
    like "$out$err", qr/monthly_fee/, '  the conflicts are listed';
    is contract(5, 'monthly_fee_minor, can_be_retained'), '45000 0', '  the edits stand';
    ($out, $err, $status) = $site->retention('import', 'clients', '--attr', 'colour=colour',
        file("client_id,phone,colour\nC-3,+74950000033,violet\n"));
    is $status, 0, 'a file that agrees' or diag $out, $err;
    is $card->rows("SELECT COUNT(*) FROM desk_edits WHERE entity = 'client' AND entity_id = 3 AND field IN ('phone', 'attr.colour')"),
        "0\n", 'a file that agrees settles it';
};

subtest 'amounts change from today on' => sub {
    my $r = $card->preview('/contracts/1/edit', {monthly_fee => '1 234,50', plan => 'Full'}, as => $anna);
    like RT::Card::main_text($r->{content}), qr/Monthly fee RUB 500\.00 RUB 1,234\.50 Plan Basic Full/u, 'shown in money';
    is $card->save('/contracts/1/edit', $r, as => $anna)->{status}, 303, 'made';
    is contract(1, 'monthly_fee_minor, plan'), '123450 Full', 'the row has it';
    is $card->rows('SELECT effective_on, monthly_fee_minor, plan FROM contract_changes WHERE contract_id = 1 ORDER BY effective_on'),
        "1900-01-01 50000 Basic\n$today 123450 Full\n", 'the past keeps what it was';
    like RT::Card::main_text($card->get('/clients/1', as => $anna)->{content}), qr/Monthly fee RUB 1,234\.50/, 'in force today';
    $card->undo(1, as => $anna);
    is $card->rows('SELECT COUNT(*) FROM contract_changes WHERE contract_id = 1'), "0\n", 'undone: no trace in the history';
    is contract(1, 'monthly_fee_minor, plan'), '50000 Basic', '  nor in the row';
    for my $case (['monthly_fee', '-1', qr/below zero/], ['monthly_fee', '99999999999999999999', qr/too large/],
        ['monthly_fee', '10000000000001', qr/too large/], ['monthly_fee', '1,234', qr/two ways/], ['monthly_fee', '5.0011', qr/isn't an amount/],
        ['monthly_fee', '', qr/cannot be left empty/], ['monthly_fee', '5 EUR', qr/./], ['monthly_profit', 'x', qr/isn't an amount/],
        ['plan', 'p' x 192, qr/Too long/], ['plan', '', qr/cannot be left empty/], ['can_be_retained', 'maybe', qr/./]) {
        my ($field, $value, $says) = @$case;
        my $wrong = $card->preview('/contracts/1/edit', {$field => $value}, as => $anna);
        is $wrong->{status}, 422, "$field: '" . substr($value, 0, 20) . "'";
        like error_of($wrong), $says, '  said';
    }
    is $card->edit('/contracts/1/edit', {monthly_profit => '-100'}, as => $anna)->{status}, 303, 'a negative profit is possible';
    is contract(1, 'monthly_fee_minor, monthly_profit_minor'), '50000 -10000', '  and the contract has it';
    is $card->edit('/contracts/1/edit', {monthly_fee => '0'}, as => $anna)->{status}, 303, 'so is a fee of 0';
    is contract(1, 'monthly_fee_minor, monthly_profit_minor'), '0 -10000', '  which leaves the profit alone';
    is $card->edit('/contracts/1/edit', {monthly_fee => '10000000000000'}, as => $anna)->{status}, 303, 'the largest amount';
    $site->refresh;
    is $site->get('/mrr', as => $anna)->{status}, 200, '  which brings down no page';
    $card->undo(1, as => $anna) for 1 .. 3;
    is contract(1, 'monthly_fee_minor, monthly_profit_minor'), '50000 20000', 'all undone';
    my $later = $card->edit('/contracts/4/edit', {monthly_fee => '800'}, as => $anna);
    is $card->rows('SELECT monthly_fee_minor FROM contract_changes WHERE contract_id = 4 AND effective_on = (SELECT start_date FROM contracts WHERE id = 4)'),
        "80000\n", 'of a contract that is to begin: from its start on';
    my $over = $card->preview('/contracts/3/edit', {monthly_fee => '1'}, as => $anna);
    is $over->{status}, 422, 'of one that has ended: refused';
    like error_of($over), qr/has ended/, '  said';
};

subtest 'beside an offer that is in force' => sub {
    my $until = day(100);
    $site->sql("INSERT INTO orders (id, dedup_key, contract_id, kind, state, effective_on, created_at) VALUES (7, 'o7', 6, 'offer', 'done', '2024-01-01', UTC_TIMESTAMP())",
        "INSERT INTO contract_changes (contract_id, effective_on, noted, monthly_fee_minor) VALUES (6, '1900-01-01', TRUE, 50000)",
        "INSERT INTO contract_changes (contract_id, effective_on, order_id, monthly_fee_minor) VALUES (6, '2024-01-01', 7, 40000), (6, '$until', 7, 50000)");
    my $restored = sub { return $site->value("SELECT monthly_fee_minor FROM contract_changes WHERE contract_id = 6 AND effective_on = '$until'") };
    is $card->edit('/contracts/6/edit', {monthly_fee => '450'}, as => $anna)->{status}, 303, 'another fee';
    is $restored->(), 45000, 'holds after the offer, too';
    $card->undo(6, as => $anna);
    is $restored->(), 50000, 'undone: the old one is restored after it';
    like RT::Card::main_text($card->get('/clients/6', as => $anna)->{content}), qr/Monthly fee RUB 400\.00/, '  and the offer is in force';
};

subtest 'a manager undoes a change of a contract on its day' => sub {
    my $fee = sub { contract(6, 'monthly_fee_minor') };
    my $made = sub {
        my ($second) = @_;
        is $card->edit('/contracts/6/edit', {monthly_fee => '455'}, as => $anna)->{status}, 303, 'changed';
        my $edit = $site->value('SELECT MAX(id) FROM card_edits');
        $site->sql("UPDATE card_edits SET made_at = CONVERT_TZ('$today 00:00:00', '+03:00', '+00:00') + INTERVAL $second SECOND WHERE id = $edit");
        return $edit;
    };
    my $before = $fee->();
    my $edit = $made->(0);
    like $card->get('/clients/6', as => $oleg)->{content}, qr/name="edit" value="$edit"/, 'in the first second of today: another manager has the button';
    is $site->post('/clients/6/undo', {edit => $edit}, as => $oleg)->{status}, 303, '  and undoes it';
    is $fee->(), $before, '  as it was';
    $edit = $made->(-1);
    unlike $card->get('/clients/6?done=saved', as => $anna)->{content}, qr/name="edit" value="$edit"/, 'in the last second of yesterday: no button';
    for my $case ([en => qr/was not changed today, so only an administrator can undo it/], [ru => qr/изменён не сегодня: вернуть как было может только администратор/]) {
        my ($lang, $says) = @$case;
        my $r = $site->post("/clients/6/undo?lang=$lang", {edit => $edit}, as => $anna);
        is $r->{status}, 403, "not undone by who made it ($lang)";
        like RT::Card::main_text($r->{content}), $says, '  said why';
    }
    is $fee->(), 45500, '  it stands';
    like $card->get('/clients/6', as => $boss)->{content}, qr/name="edit" value="$edit"/, 'an administrator has the button';
    is $site->post('/clients/6/undo', {edit => $edit}, as => $boss)->{status}, 303, '  and undoes it';
    is $fee->(), $before, '  as it was';
    is $card->edit('/clients/6/edit', {segment => 'home'}, as => $anna)->{status}, 303, 'data of the client';
    $edit = $site->value('SELECT MAX(id) FROM card_edits');
    $site->sql("UPDATE card_edits SET made_at = made_at - INTERVAL 3 DAY WHERE id = $edit");
    is $site->post('/clients/6/undo', {edit => $edit}, as => $anna)->{status}, 303, '  are undone later, too: they are in no figure of the past';
};

subtest 'off asks for the last day' => sub {
    my $try = sub { my ($set) = @_; return $card->preview('/contracts/1/edit', $set, as => $anna) };
    for my $case ([{active => 'no'}, qr/Give the last day/], [{active => 'no', last_day => day(-1)}, qr/This day is over/],
        [{active => 'no', last_day => day(400)}, qr/Too far ahead/], [{last_day => day(10)}, qr/goes on/],
        [{active => 'no', last_day => '31.02.2027'}, qr/isn't a da/], [{active => 'no', last_day => '01/02/2027'}, qr/two ways/],
        [{active => 'no', last_day => '2300-01-01'}, qr/./]) {
        my $r = $try->($case->[0]);
        is $r->{status}, 422, join ' ', map { "$_=$case->[0]{$_}" } sort keys %{$case->[0]};
        like error_of($r), $case->[1], '  said';
    }
    for my $text (day(20), join('.', reverse split /-/, day(20)), $site->value("SELECT DATE_FORMAT('${\day(20)}', '%e %b %Y')"),
        day(20) =~ s/-//gr) {
        like RT::Card::main_text($try->({active => 'no', last_day => $text})->{content}), qr/The contract goes on yes no Last day —/, "as $text";
    }
    is $card->edit('/contracts/1/edit', {active => 'no', last_day => day(20)}, as => $anna)->{status}, 303, 'ended';
    is contract(1, 'end_date, active'), day(21) . ' 0', 'the day after is the first without service';
    is $card->rows("SELECT field FROM desk_edits WHERE entity = 'contract' AND entity_id = 1 ORDER BY field"), "active\nend_date\n", 'against stale files';
    is $card->rows('SELECT end_date, known_from FROM contract_ends WHERE contract_id = 1'), day(21) . " $today\n", 'the end is known from today on';
    is $card->edit('/contracts/1/edit', {monthly_fee => '510'}, as => $anna)->{status}, 303, 'a fee until then';
    is contract(1, 'end_date, monthly_fee_minor'), day(21) . ' 51000', '  leaves the end alone';
    $card->undo(1, as => $anna);
    is $card->edit('/contracts/1/edit', {active => 'yes'}, as => $anna)->{status}, 303, 'it goes on after all';
    is contract(1, 'COALESCE(end_date, "-"), active'), '- 1', '  without an end';
    is $card->rows('SELECT end_date, known_from FROM contract_ends WHERE contract_id = 1'), "- $today\n", '  none is known from today on';
    my ($out, $err) = $site->retention('import', 'contracts', file("contract_id,client_id,start_date,end_date\nK-1,C-1,2023-02-01,${\day(21)}\n"));
    is contract(1, 'COALESCE(end_date, "-")'), '-', '  which a stale file does not take back';
    $card->undo(1, as => $anna) for 1 .. 2;
    is contract(1, 'COALESCE(end_date, "-"), active'), '- 1', 'undone';
    is $card->rows('SELECT COUNT(*) FROM contract_ends WHERE contract_id = 1'), "0\n", '  the former end, too';
    is $card->edit('/contracts/1/edit', {active => 'no', last_day => 'today'}, as => $anna)->{status}, 303, 'today is possible';
    $card->undo(1, as => $anna);
    my $shown = $card->preview('/contracts/5/edit', {active => 'no', last_day => day(3)}, as => $anna);
    my $r = $card->save('/contracts/5/edit', $shown, as => $anna);
    is $r->{status}, 422, 'not while a case is open';
    like error_of($r), qr/Request No\. 50 of this contract is open/, '  which is named';
    is contract(5, 'COALESCE(end_date, "-")'), '-', '  nothing has ended';
};

# A change that managers see, but may not undo.
sub only_boss_undoes {
    my ($client, $edit) = @_;
    my $button = qr/name="edit" value="$edit"/;
    like $card->get("/clients/$client", as => $boss)->{content}, $button, 'undone by an administrator';
    unlike $card->get("/clients/$client?done=saved", as => $anna)->{content}, $button, '  a manager has no button';
    is $site->post("/clients/$client/undo", {edit => $edit}, as => $anna)->{status}, 403, '  and may not';
    is $site->value("SELECT undone_at IS NULL FROM card_edits WHERE id = $edit"), 1, '  nothing is undone';
    return;
}

subtest 'corrections of the past are an action of their own' => sub {
    is $card->get('/contracts/1/past', as => $anna)->{status}, 403, 'not by a manager';
    is $site->post('/contracts/1/past', {version => 1, step => 'save', nonce => 'x', day => '2024-01-01', monthly_fee => 1}, as => $anna)->{status},
        403, '  nor their form';
    my $r = $card->preview('/contracts/1/past', {day => '1 March 2024', monthly_fee => '450'}, as => $boss);
    like RT::Card::main_text($r->{content}), qr/Figures of past months will change.*— 1 Mar 2024.*Monthly fee RUB 500\.00 RUB 450\.00/, 'shown with a warning, and beside what it was that day';
    is $card->save('/contracts/1/past', $r, as => $boss)->{status}, 303, 'made';
    is $card->save('/contracts/1/past', $r, as => $boss)->{status}, 303, 'twice: no error';
    is $card->rows('SELECT effective_on, monthly_fee_minor FROM contract_changes WHERE contract_id = 1 ORDER BY 1'),
        "1900-01-01 50000\n2024-03-01 45000\n", 'from that day on';
    is contract(1, 'monthly_fee_minor'), '45000', 'and today';
    only_boss_undoes(1, $site->value('SELECT MAX(id) FROM card_edits'));
    is contract(1, 'monthly_fee_minor'), '45000', '  it stands';
    is $site->value("SELECT COUNT(*) FROM audit_log WHERE action = 'contract_past' AND entity_id = 1 AND user_id = $boss->{id}"), 2,
        'audited by its own name';
    is $card->edit('/contracts/1/past', {day => '2023-06-01', monthly_fee => '480'}, as => $boss)->{status}, 303, 'an earlier day';
    is contract(1, 'monthly_fee_minor'), '45000', '  changes nothing of today';
    is $card->edit('/contracts/1/past', {start => '2023-03-01'}, as => $boss)->{status}, 303, 'the start';
    is contract(1, 'start_date'), '2023-03-01', '  is corrected';
    is $card->edit('/contracts/3/past', {last_day => '2024-02-29'}, as => $boss)->{status}, 303, 'the end of one that is over';
    is contract(3, 'end_date'), '2024-03-01', '  is corrected';
    for my $case ([1, {day => '2024-01-01'}, qr/what to correct/], [1, {monthly_fee => 5}, qr/from which day/], [1, {day => day(1), monthly_fee => 5}, qr/still to come/],
        [1, {day => '2020-01-01', monthly_fee => 5}, qr/not in force/], [3, {day => '2024-03-01', monthly_fee => 5}, qr/not in force/],
        [3, {start => '2024-06-01'}, qr/after the end/], [3, {last_day => day(5)}, qr/not the past/], [3, {last_day => ''}, qr/cannot be left empty/],
        [1, {start => ''}, qr/cannot be left empty/]) {
        my ($id, $set, $says) = @$case;
        my $wrong = $card->preview("/contracts/$id/past", $set, as => $boss);
        is $wrong->{status}, 422, join ' ', $id, %$set;
        like error_of($wrong), $says, '  said';
    }
    $card->undo(1, as => $boss) for 1 .. 3;
    is $card->rows('SELECT COUNT(*) FROM contract_changes WHERE contract_id = 1'), "0\n", 'all undone';
    is contract(1, 'monthly_fee_minor, start_date'), '50000 2023-02-01', '  as it was';
};

subtest 'a new contract, and one that never was' => sub {
    my %new = (number => 'N-1', start => $today, plan => 'Full', monthly_fee => '700', monthly_profit => '300');
    my $shown = $card->preview('/clients/2/contract', \%new, as => $anna);
    is $shown->{status}, 200, 'shown' or diag error_of($shown);
    is $card->save('/clients/2/contract', $shown, as => $anna)->{headers}{location}, '/clients/2?done=created', 'made';
    is $card->save('/clients/2/contract', $shown, as => $anna)->{status}, 303, 'twice: no error';
    is $site->value("SELECT CONCAT_WS(' ', client_id, start_date, plan, monthly_fee_minor, monthly_profit_minor) FROM contracts WHERE external_id = 'N-1'"),
        "2 $today Full 70000 30000", 'stored once';
    my $id = $site->value("SELECT id FROM contracts WHERE external_id = 'N-1'");
    my $taken = $card->preview('/clients/2/contract', {%new, number => 'K-1'}, as => $anna);
    my $r = $card->save('/clients/2/contract', $taken, as => $anna);
    is $r->{status}, 422, 'a number that is taken';
    like error_of($r), qr/exists already/, '  said';
    for my $case ([{number => ''}, qr/fill in/], [{number => 'x' x 192}, qr/Too long/], [{start => ''}, qr/fill in/], [{start => day(-1)}, qr/administrators/],
        [{last_day => day(-5)}, qr/begins later/], [{monthly_fee => -5}, qr/below zero/]) {
        my $wrong = $card->preview('/clients/2/contract', {%new, number => 'N-2', %{$case->[0]}}, as => $anna);
        is $wrong->{status}, 422, join ' ', %{$case->[0]};
        like error_of($wrong), $case->[1], '  said';
    }
    is $card->preview('/clients/2/contract', {%new, number => 'N-2', start => '2024-01-01'}, as => $boss)->{status}, 200, 'an administrator may begin in the past';
    my ($out, $err, $status) = $site->retention('import', 'contracts', '--full', '--yes', '--as-of', day(1),
        file("contract_id,client_id,start_date\nK-1,C-1,2023-02-01\nK-4,C-4,${\contract(4, 'start_date')}\nK-5,C-5,2023-02-01\nK-6,C-6,2023-02-01\n"));
    is $status, 0, 'a full file that does not have it yet' or diag $err;
    is contract($id, 'COALESCE(end_date, "-")'), '-', '  does not end it';
    is $card->get("/contracts/$id/archive", as => $anna)->{status}, 403, 'removing is not for managers';
    my $page = $card->get("/contracts/$id/archive", as => $boss);
    like RT::Card::main_text($page->{content}), qr/goes out of all figures/, 'it is told what happens';
    is $card->save("/contracts/$id/archive", $page, as => $boss)->{headers}{location}, '/clients/2?done=archived', 'removed';
    is $card->save("/contracts/$id/archive", $page, as => $boss)->{headers}{location}, '/clients/2?done=archived', 'twice: no error';
    is contract($id, 'deleted_at IS NOT NULL'), 1, 'archived';
    only_boss_undoes(2, $site->value('SELECT MAX(id) FROM card_edits'));
    is contract($id, 'deleted_at IS NOT NULL'), 1, '  it stays so';
    is $card->get("/contracts/$id/edit", as => $boss)->{status}, 404, 'not to be edited';
    $card->undo(2, as => $boss);
    is contract($id, 'deleted_at IS NULL'), 1, 'undone';
    $page = $card->get('/contracts/5/archive', as => $boss);
    is $card->save('/contracts/5/archive', $page, as => $boss)->{status}, 409, 'not one that has cases';
    $card->undo(2, as => $boss);
    my $second = $card->edit('/clients/2/contract', {%new, number => 'N-3'}, as => $anna);
    $card->undo(2, as => $anna);
    is $site->value("SELECT deleted_at IS NOT NULL FROM contracts WHERE external_id = 'N-3'"), 1, 'a new one is undone';
    is $card->edit('/clients/2/contract', {%new, number => 'N-5', last_day => day(90)}, as => $anna)->{status}, 303, 'one that is to end';
    is $card->rows("SELECT e.end_date, e.known_from FROM contract_ends e JOIN contracts c ON c.id = e.contract_id WHERE c.external_id = 'N-5'"),
        day(91) . " $today\n", '  known from today on';
    $card->undo(2, as => $anna);
    is $card->edit('/clients/2/contract', {%new, number => 'N-4', start => '2024-01-01'}, as => $boss)->{status}, 303, 'one of the past';
    only_boss_undoes(2, $site->value('SELECT MAX(id) FROM card_edits'));
    $card->undo(2, as => $boss);
    is $site->value("SELECT deleted_at IS NOT NULL FROM contracts WHERE external_id = 'N-4'"), 1, '  undone';
};

# Ask while the client is locked, and let something happen until it is free.
sub meanwhile {
    my ($client, $ask, $sql) = @_;
    my $env = $site->db->env;
    local @ENV{keys %$env} = values %$env;
    my $lock = RT::Line->new("$ENV{RT_BUILD}/t/helper/db-line");
    $lock->ask('open', $site->db->socket);
    $lock->ask('begin');
    $lock->ask('exec', "UPDATE clients SET acquired_on = acquired_on WHERE id = $client");
    my $pid = open(my $answer, '-|') // die $!;
    if (!$pid) {
        syswrite STDOUT, $ask->()->{status};
        POSIX::_exit(0);
    }
    ok $site->db->wait_until("SELECT COUNT(*) FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'"), 'it waits for the lock';
    $site->sql($sql);
    $lock->ask('commit');
    my $status = do { local $/; <$answer> };
    close $answer;
    return $status;
}

subtest 'a role counts as it is under the lock' => sub {
    my $who = $site->sign_in(name => 'leaver');
    my $shown = $card->preview('/clients/3/edit', {last_name => 'Leaver'}, as => $who);
    my $before = client(3, 'last_name, version');
    is meanwhile(3, sub { $card->save('/clients/3/edit', $shown, as => $who) }, "UPDATE users SET role = 'client' WHERE id = $who->{id}"),
        403, 'who is no manager any more changes nothing';
    is client(3, 'last_name, version'), $before, '  it is as it was';
    my $admin = $site->sign_in(name => 'chief', role => 'admin');
    $shown = $card->preview('/contracts/1/past', {day => '2024-01-01', monthly_fee => '470'}, as => $admin);
    is meanwhile(1, sub { $card->save('/contracts/1/past', $shown, as => $admin) }, "UPDATE users SET role = 'manager' WHERE id = $admin->{id}"),
        403, 'nor the past who is no administrator any more';
    is contract(1, 'monthly_fee_minor'), '50000', '  it is as it was';
    $card->edit('/contracts/1/past', {day => '2024-01-01', monthly_fee => '470'}, as => $boss);
    my $edit = $site->value('SELECT MAX(id) FROM card_edits');
    $site->sql("UPDATE users SET role = 'admin' WHERE id = $admin->{id}");
    is meanwhile(1, sub { $site->post('/clients/1/undo', {edit => $edit}, as => $admin) }, "UPDATE users SET role = 'manager' WHERE id = $admin->{id}"),
        403, 'nor is it undone by them';
    is contract(1, 'monthly_fee_minor'), '47000', '  it stands';
    $site->post('/clients/1/undo', {edit => $edit}, as => $boss);
    is contract(1, 'monthly_fee_minor'), '50000', 'until an administrator does';
};

subtest 'twenty at once: one change' => sub {
    my $shown = $card->preview('/clients/5/edit', {last_name => 'Once'}, as => $anna);
    my $pairs = RT::Site::form([@{RT::Card::values_of($shown->{content})}, step => 'save']);
    my @pids = map { fork // die $! or do {
        my $r = $site->request('POST', '/clients/5/edit', as => {cookies => {%{$anna->{cookies}}}}, content => $pairs,
            headers => {'Content-Type' => 'application/x-www-form-urlencoded', Origin => $site->url});
        POSIX::_exit($r->{status} == 303 ? 0 : 1);
    } } 1 .. 20;
    my @failed = grep { waitpid $_, 0; $? } @pids;
    is scalar @failed, 0, 'each is told that it is done';
    is $site->value("SELECT COUNT(*) FROM card_edits WHERE client_id = 5 AND kind = 'contact'"), 1, 'one change';
};

subtest 'imports while managers work: no edit is lost' => sub {
    my @of = 1 .. 6;
    $site->sql(map { ("INSERT INTO clients (id, external_id, last_name) VALUES (${\(200 + $_)}, 'r$_', 'Old')",
        "INSERT INTO contracts (id, external_id, client_id, start_date, monthly_fee_minor, can_be_retained) VALUES (${\(200 + $_)}, 'R-$_', ${\(200 + $_)}, '2024-01-01', 10000, 1)") } @of);
    my $clients = file("client_id,last_name\n" . join '', map { "r$_,Old\n" } @of);
    rename $clients, "$clients.clients" or die $!;
    my $contracts = file("contract_id,client_id,start_date,monthly_fee,can_be_retained\n" . join '', map { "R-$_,r$_,2024-01-01,100,yes\n" } @of);
    my %hand = map { $_ => $site->sign_in(name => "hand$_") } @of;
    my @pids = map { my $n = $_; fork // die $! or do {
        my $who = $hand{$n};
        for my $round (1 .. 4) {
            for my $edit (["/clients/${\(200 + $n)}/edit", {last_name => "New$n-$round"}], ["/contracts/${\(200 + $n)}/edit", {monthly_fee => 200 + $round}]) {
                my $r = eval { $card->preview(@$edit, as => $who) };
                # What was changed meanwhile is confirmed anew.
                for (1 .. 20) { last if !$r || $r->{status} == 303; $r = $card->save($edit->[0], $r, as => $who) }
                POSIX::_exit(1) if !$r || $r->{status} != 303;
            }
        }
        POSIX::_exit(0);
    } } @of;
    my $bad = 0;
    for (1 .. 4) {
        for (['clients', "$clients.clients"], ['contracts', $contracts]) {
            my ($out, $err, $status) = $site->retention('import', @$_);
            $bad++ if $status != 0;
        }
    }
    my @failed = grep { waitpid $_, 0; $? } @pids;
    is scalar @failed, 0, 'every edit was made';
    is $bad, 0, 'every import went through';
    is $card->rows('SELECT last_name, monthly_fee_minor FROM clients k JOIN contracts c ON c.client_id = k.id WHERE k.id > 200 ORDER BY k.id'),
        join('', map { "New$_-4 20400\n" } @of), 'each stands as it was made last';
    my ($out, $err) = $site->retention('import', 'contracts', $contracts);
    is scalar(() = "$out$err" =~ /R-\d.*monthly_fee/g), 6, 'each conflict is listed';
};

$site->finish;
done_testing;
