#!/usr/bin/perl
# A client is forgotten: nothing in the database says who it was, and every
# figure is as before.  What is kept for a time goes after it.
use strict;
use warnings;
use File::Temp qw(tempdir);
use RT::Site;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;

my $site = RT::Site->new->small_company;
my $dir = tempdir(CLEANUP => 1);
my $SECRET = 'Tayna';    # in everything personal of the client

sub tool { my @got = $site->retention(@_); return wantarray ? @got : $got[0] }
sub ok_tool { my ($what, @args) = @_; my ($out, $err, $status) = tool(@args); is $status, 0, $what or diag $err; return $out }
sub file { my ($name, $text) = @_; open my $fh, '>', "$dir/$name" or die $!; print {$fh} $text; close $fh or die $!; return "$dir/$name" }

# Every text of every table that has the word, as "table.column".
my $columns = $site->sql("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE() "
    . "AND data_type IN ('varchar', 'text', 'mediumtext', 'mediumblob', 'char', 'bigint')");
sub found {
    my ($word) = @_;
    my @all = (@$columns, map { ["py_contracts", $_] } qw(last_name phone));
    push @all, ['py_retention_cases', 'initial_reason'];
    my $sql = join ' UNION ', map { "SELECT '$_->[0].$_->[1]' FROM `$_->[0]` WHERE `$_->[1]` LIKE '%$word%'" } @all;
    return join ' ', sort map { $_->[0] } @{$site->sql($sql)};
}

# Client 7 has a contract that runs; 8 is merged into it.
my $telegram = 987654321987;
$site->sql("UPDATE clients SET last_name = '$SECRET', first_name = '$SECRET', middle_name = '$SECRET', email = '$SECRET\@x.ru', "
    . "phone = '+7$SECRET', telegram_id = $telegram, consent_version = '$SECRET', consent_at = UTC_TIMESTAMP() WHERE id = 7",
    "UPDATE clients SET last_name = '$SECRET', merged_into = 7 WHERE id = 8",
    "UPDATE clients SET last_name = 'Other', telegram_id = 5 WHERE id = 9",
    "INSERT INTO users (id, telegram_id, external_id, name, role) VALUES (70, $telegram, '$telegram', '$SECRET', 'client'), (71, NULL, 'm', 'Manager', 'manager')",
    "INSERT INTO retention_cases (id, client_id, contract_id, initial_reason, reason, status, created_at, completed_at) VALUES "
        . "(1, 7, 7, '$SECRET', 'price', 'retained', '2024-03-01 10:00:00', '2024-03-02 10:00:00'), "
        . "(2, NULL, 8, '$SECRET', 'price', 'churned', '2024-03-01 10:00:00', '2024-03-02 10:00:00'), "
        . "(3, 9, 9, 'kept', 'price', 'retained', '2024-03-01 10:00:00', '2024-03-02 10:00:00')",
    "INSERT INTO case_events (case_id, kind, status, actor, note, was, happened_at) VALUES (1, 'note', 'retained', 'manager', '$SECRET', '$SECRET', UTC_TIMESTAMP()), "
        . "(2, 'note', 'churned', 'manager', '$SECRET', '$SECRET', UTC_TIMESTAMP()), (3, 'note', 'retained', 'manager', 'kept', NULL, UTC_TIMESTAMP())",
    "INSERT INTO messages (client_id, case_id, direction, channel, body, created_at) VALUES (7, 1, 'from_client', 'page', '$SECRET', UTC_TIMESTAMP()), "
        . "(9, 3, 'from_client', 'page', 'kept', UTC_TIMESTAMP())",
    "INSERT INTO orders (dedup_key, contract_id, case_id, kind, state, effective_on, answer) VALUES ('a', 7, 1, 'offer', 'done', '2024-03-02', '$SECRET')",
    "INSERT INTO audit_log (happened_at, actor, user_id, source, action, result, entity, entity_id, field, before_value, after_value) VALUES "
        . join(', ', map { "(UTC_TIMESTAMP(6), 'user', $_->[2], 'web', 'edit', 'done', '$_->[0]', $_->[1], 'phone', '$_->[3]', '$_->[3]')" }
            ['client', 7, 71, $SECRET], ['client', 8, 71, $SECRET], ['contract', 7, 71, $SECRET], ['case', 1, 71, $SECRET],
            ['message', 1, 71, $SECRET], ['order', 1, 71, $SECRET], ['user', 70, 71, $SECRET], ['thing', 1, 70, $SECRET], ['client', 9, 71, 'kept']),
    "INSERT INTO desk_edits (entity, entity_id, field, value, edited_at) VALUES ('client', 7, 'phone', '$SECRET', UTC_TIMESTAMP())",
    "INSERT INTO bot_inbox (update_id, telegram_id, raw, state, received_at) VALUES (1, $telegram, '$SECRET', 'done', UTC_TIMESTAMP(6)), (2, 5, 'kept', 'done', UTC_TIMESTAMP(6))",
    "INSERT INTO bot_outbox (dedup_key, chat_id, method, payload, priority, not_before, created_at) VALUES ('x', $telegram, 'sendMessage', '$SECRET', 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))",
    "INSERT INTO bot_dialogs (chat_id, telegram_id, data) VALUES ($telegram, $telegram, '$SECRET')",
    "CREATE TABLE py_contracts (contract_id INT PRIMARY KEY, last_name VARCHAR(50) NOT NULL, phone VARCHAR(50)) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
    "INSERT INTO py_contracts VALUES (7, '$SECRET', '$SECRET'), (9, 'kept', NULL)",
    "CREATE TABLE py_retention_cases (contract_id VARCHAR(50), initial_reason TEXT)", "INSERT INTO py_retention_cases VALUES ('7', '$SECRET'), ('9', 'kept')",
    "UPDATE contracts SET external_id = id WHERE id IN (7, 9)",
);
$site->refresh;

sub figures { return join "\n", map { scalar tool('block', $_, '--format', 'json') } qw(churn mrr desk-funnel kpi-indicators reconciliation cohorts) }
my $figures = figures();
my $all = found($SECRET);
like $all, qr/\b$_\b/, "it is in $_" for qw(clients.last_name users.name retention_cases.initial_reason case_events.note case_events.was messages.body
    orders.answer audit_log.before_value desk_edits.value bot_inbox.raw bot_outbox.payload bot_dialogs.data py_contracts.last_name);

subtest 'refused while something is open' => sub {
    for my $open (['UPDATE retention_cases SET status = "%s" WHERE id = 1', qw(retained active escalated)],
        ['UPDATE retention_cases SET status = "%s" WHERE id = 2', qw(churned active)], ['UPDATE orders SET state = "%s"', qw(done new)]) {
        my ($sql, $closed, @words) = @$open;
        for my $word (@words) {
            $site->sql(sprintf $sql, $word);
            my ($out, $err, $status) = tool(qw(forget c7 --yes));
            is $status, 1, sprintf "$sql: refused", $word;
            like $err, qr/has (open cases|orders that are not done) \(1\)/, '  in words';
        }
        $site->sql(sprintf $sql, $closed);
    }
    is found($SECRET), $all, 'nothing was blanked';
    for my $case ([[qw(forget)], 2, qr/Name one client/], [[qw(forget c7 c8)], 2, qr/Name one/], [[qw(forget nobody --yes)], 1, qr/no client \S+nobody/],
        [[qw(forget c7)], 2, qr/--yes/], [[qw(forget c7 --no)], 2, qr/--no/]) {
        my ($out, $err, $status) = tool(@{$case->[0]});
        is $status, $case->[1], "@{$case->[0]}: status $case->[1]";
        like $err, $case->[2], '  and says what';
    }
    is found($SECRET), $all, 'nothing was blanked';
};

subtest 'forgotten' => sub {
    like ok_tool('a client is forgotten', qw(forget c7 --yes)), qr/c7\S+ is forgotten/, 'which is said';
    is found($SECRET), '', 'nothing says who it was';
    is found($telegram), '', '  nor is the Telegram id anywhere';
    is $site->value("SELECT GROUP_CONCAT(last_name) FROM clients"), 'Other', 'others stay';
    is found('kept'), 'audit_log.after_value audit_log.before_value bot_inbox.raw case_events.note messages.body py_contracts.last_name '
        . 'py_retention_cases.initial_reason retention_cases.initial_reason', '  with all their texts';
    is $site->value("SELECT CONCAT_WS(' ', actor, source, result, entity, entity_id) FROM audit_log WHERE action = 'forget'"),
        'operator cli done client 7', 'it is in the audit log';
    is $site->value("SELECT COUNT(*) FROM audit_log WHERE field = 'phone'"), 9, 'whose rows stay';
    is $site->value("SELECT COUNT(*) FROM clients WHERE forgotten_at IS NOT NULL"), 2, 'it and the merged one are marked';
    is $site->value("SELECT state FROM bot_outbox"), 'dropped', 'what was to be sent is not';
    $site->refresh;
    my $strip = sub { return $_[0] =~ s/"generation":\s*"\w+"//gr };
    is $strip->(figures()), $strip->($figures), 'every figure is as before';
};

subtest 'files bring nothing back' => sub {
    my $head = "client_id,last_name,first_name,email,phone,region\n";
    for my $row ("c7,$SECRET,$SECRET,$SECRET\@x.ru,+79991234567,North", 'c7,,,,,North', "c7,$SECRET,$SECRET,$SECRET\@x.ru,+79991234567,South") {
        ok_tool("a file of clients: $row", qw(import clients), file('c.csv', "$head$row\n"));
        is found($SECRET) . found('79991234567'), '', '  no name, no contact';
    }
    is $site->value('SELECT region FROM clients WHERE id = 7'), 'South', 'what figures need is taken';
    $site->sql("UPDATE retention_cases SET initial_reason = '$SECRET' WHERE id = 1");    # as a file of cases would
    $site->sql("INSERT INTO client_links (token_hash, contract_id, created_at, expires_at) VALUES (UNHEX(SHA2('old', 256)), 9, "
        . "UTC_TIMESTAMP() - INTERVAL 20 DAY, UTC_TIMESTAMP() - INTERVAL 2 DAY), (UNHEX(SHA2('new', 256)), 9, UTC_TIMESTAMP(), UTC_TIMESTAMP() - INTERVAL 1 HOUR)");
    like ok_tool('retention tidy', 'tidy'), qr/1 texts about forgotten/, '  blanks a text that came back';
    is $site->value('SELECT COUNT(*) FROM client_links'), 1, '  and deletes links that have run out';
    is found($SECRET), '', '  it is gone';
    $site->sql("INSERT INTO messages (client_id, direction, channel, body, created_at) VALUES (7, 'from_client', 'page', '$SECRET', UTC_TIMESTAMP())");
    like ok_tool('again', qw(forget c7 --yes)), qr/was forgotten before/, 'forgotten again, which is said';
    is found($SECRET), '', '  what has come since is gone, too';
};

subtest 'both or neither' => sub {
    $site->sql('RENAME TABLE audit_log TO audit_away');
    my ($out, $err, $status) = tool(qw(forget c9 --yes));
    $site->sql('RENAME TABLE audit_away TO audit_log');
    is $status, 1, 'what cannot be recorded';
    is $site->value('SELECT last_name FROM clients WHERE id = 9'), 'Other', '  is not done';
};

subtest 'kept for a time' => sub {
    $site->sql('DELETE FROM messages', 'DELETE FROM bot_inbox',
        "INSERT INTO messages (id, client_id, case_id, direction, channel, body, created_at) VALUES "
            . "(1, 9, NULL, 'from_client', 'page', 'old', UTC_TIMESTAMP() - INTERVAL 10 DAY - INTERVAL 1 MINUTE), "
            . "(2, 9, NULL, 'from_client', 'page', 'new', UTC_TIMESTAMP() - INTERVAL 10 DAY + INTERVAL 1 MINUTE), "
            . "(3, 9, 3, 'from_client', 'page', 'open', UTC_TIMESTAMP() - INTERVAL 99 DAY)",
        "UPDATE retention_cases SET status = 'active', completed_at = NULL WHERE id = 3",
        'INSERT INTO bot_inbox (update_id, state, received_at) VALUES ' . join ', ', map { "($_->[0], '$_->[1]', UTC_TIMESTAMP(6) - INTERVAL 2 DAY $_->[2] INTERVAL 1 MINUTE)" }
            [1, 'done', '-'], [2, 'done', '+'], [3, 'failed', '-'], [4, 'new', '-']);
    $site->set_env(KEEP_MESSAGES_DAYS => 0, KEEP_UPDATES_DAYS => 2);
    like ok_tool('tidy', 'tidy'), qr/Deleted 0 messages and 2 updates/, 'with 0 days messages are kept for good';
    is $site->value('SELECT GROUP_CONCAT(update_id ORDER BY update_id) FROM bot_inbox'), '2,4', 'updates go after their days, not those that wait';
    $site->set_env(KEEP_MESSAGES_DAYS => 10);
    like ok_tool('tidy', 'tidy'), qr/Deleted 1 messages and 0 updates/, 'messages go after their days';
    is $site->value('SELECT GROUP_CONCAT(id ORDER BY id) FROM messages'), '2,3', '  not those of open cases';
    $site->sql("UPDATE retention_cases SET status = 'churned', completed_at = UTC_TIMESTAMP() WHERE id = 3");
    ok_tool('tidy', 'tidy');
    is $site->value('SELECT GROUP_CONCAT(id) FROM messages'), '2', '  until these are closed';
    $site->sql("INSERT INTO messages (id, client_id, direction, channel, body, created_at) VALUES (11, 9, 'to_client', 'page', '', '2020-01-01'), "
        . "(12, 9, 'to_client', 'page', '', '2020-01-01')", "INSERT INTO notices (dedup_key, message_id, word, state, created_at) VALUES "
        . "('a', 11, 'x', 'sent', '2020-01-01'), ('b', 12, 'x', 'by_hand', '2020-01-01')");
    ok_tool('tidy', 'tidy');
    is $site->value('SELECT GROUP_CONCAT(id ORDER BY id) FROM messages'), '2,12', 'what is still to be told keeps its message';
    my $many = join ',', map { "(9, 'from_client', 'page', '', '2020-01-01')" } 1 .. 2500;
    $site->sql("INSERT INTO messages (client_id, direction, channel, body, created_at) VALUES $many");
    like ok_tool('many', 'tidy'), qr/Deleted 2,500 messages/, 'many go, batch by batch';
    my ($out, $err, $status) = tool(qw(tidy all));
    is $status, 2, 'it takes no argument';
    $site->set_env(KEEP_UPDATES_DAYS => 0);
    is +(tool('tidy'))[2], 1, 'updates are kept for a day at least';
};

done_testing;
