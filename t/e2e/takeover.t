# retention migrate on the database of the Python system: every row is taken
# over, whatever happens on the way, and the figures of its dashboard stay the
# same.
use strict;
use warnings;
use utf8;
use File::Temp qw(tempdir);
use JSON::PP;
use RT::Db;
use RT::Line;
use RT::Long qw(long);
use RT::Python;
use Test::More;
use Time::HiRes qw(sleep time);

plan skip_all => RT::Db::missing() if RT::Db::missing();
binmode Test::More->builder->$_, ':encoding(UTF-8)'
    for qw(output failure_output todo_output);

my $db = RT::Db->new;
my $py = RT::Python->new($db);
my $dir = tempdir(CLEANUP => 1);
my $env = $db->env;
local @ENV{keys %$env} = values %$env;
local @ENV{qw(LC_ALL RETENTION_ENV RETENTION_LANG SHARE_DIR DATA_DIR REPORT_ZONE)} =
    ('C', '', 'en', $ENV{RT_SOURCE}, "$dir/data", 'Europe/Moscow');
delete $ENV{CURRENCY};

sub begin {
    my ($command, @args) = @_;
    my $pid = open(my $out, '-|') // die $!;
    if ($pid == 0) {
        open STDERR, '>&', \*STDOUT;
        exec "$ENV{RT_BUILD}/retention", $command, @args or POSIX::_exit(127);
    }
    binmode $out, ':encoding(UTF-8)';
    return ($pid, $out);
}

sub tool {
    my ($pid, $out) = begin(@_);
    my $text = join '', <$out>;
    close $out;
    return ($text, $? >> 8);
}

sub fine {
    my ($what, @args) = @_;
    my ($text, $status) = tool(@args);
    is $status, 0, $what or diag $text;
    return $text;
}

sub rows {
    my $rows = $db->sql(@_);
    return join '', map { join(' ', map { defined $_ ? RT::Python::decoded($_) : '-' } @$_) . "\n" }
        @$rows;
}

# All tables with their contents, except the lock and the times of rows.
sub everything {
    my @tables = grep { $_ ne 'schema_lock' } map { $_->[0] } @{$db->sql('SHOW TABLES')};
    return [map { [$_, $db->sql("SELECT * FROM $_ ORDER BY 1, 2")] } @tables];
}

sub names { return join ' ', map { $_->[0] } @{$db->sql('SHOW TABLES')} }

my $PY = 'contracts offers retention_cases users';
my $shared = $ENV{RT_SHARED} // "$ENV{RT_SOURCE}/../shared";

my $edges;
subtest 'odd rows' => sub {
    $py->edges;
    my @before  = $py->dump;
    my $figures = $py->dashboard;
    my $text    = fine 'is taken over', 'migrate';
    is_deeply [$py->dump('py_')], \@before, 'the old tables are unchanged';
    is $py->dashboard('py_'), $figures, 'and give the same figures as before';
    is $py->our_dashboard, $figures, 'so do ours';
    is rows("SELECT value FROM data_state WHERE name LIKE 'currency%' ORDER BY name"),
        "RUB\n2\n", 'the currency is the one in the settings';

    is rows('SELECT external_id, telegram_id, last_name, first_name, middle_name, email,'
            . ' phone FROM clients ORDER BY id'),
        <<'ROWS', 'there is one client for each Telegram id';
contract Z-3 - Без Телеграма - - -
contract Z-4 - Ещё Один - - -
101 101 Иванов Пётр - new@example.org +74951234568
102 102 - - - - -
103 103 Сидорова Анна - - -
104 104 O'Hara «Скарлетт» - - +12025550123
105 105 Админов Олег - - -
106 106 Вернувшаяся Вера - - -
107 107 Отказная Ольга - - -
ROWS
    is rows('SELECT external_id, telegram_id, login, name, role, active FROM users ORDER BY id'),
        <<'ROWS', 'users keep their roles';
101 101 - Иванов Пётр client 1
102 102 -  client 1
103 103 - Сидорова Анна client 1
104 104 - O'Hara «Скарлетт» client 1
105 105 105 Админов Олег admin 1
199 199 -  client 1
900 900 900 900 admin 1
901 901 901 901 admin 1
ROWS
    is rows('SELECT k.external_id, p.external_id, k.start_date, k.end_date, k.monthly_fee_minor,'
            . ' k.monthly_profit_minor, k.can_be_retained, k.active FROM contracts k'
            . ' JOIN clients p ON p.id = k.client_id ORDER BY k.id'),
        <<'ROWS', 'contracts have no start, and end with their last case';
0042 102 - 2024-02-01 - 0 0 1
007 103 - 2024-02-29 - -2030 1 0
C10 101 - - - 1 1 1
C11 101 - - - 9999999999 1 1
C9 101 - 2024-03-07 - 43272 1 1
Z-1 104 - - - 83406 1 1
Z-2 105 - - - 50000 1 1
Z-3 contract Z-3 - - - 1010 1 1
Z-4 contract Z-4 - - - 2020 1 -
Z-5 106 - - - 3030 1 1
Z-6 107 - 2024-06-30 - 4040 1 1
Z-7 106 - - - 100 1 0
ROWS
    is rows('SELECT r.external_id, k.external_id, r.contract_ref, p.external_id,'
            . ' LEFT(r.initial_reason, 10), CHAR_LENGTH(r.initial_reason), o.external_id,'
            . ' r.offer_ref, m.external_id, r.status, r.created_at, r.escalated_at,'
            . ' r.completed_at FROM retention_cases r LEFT JOIN contracts k ON'
            . ' k.id = r.contract_id LEFT JOIN clients p ON p.id = r.client_id LEFT JOIN'
            . ' offers o ON o.id = r.proposed_offer_id LEFT JOIN users m ON'
            . ' m.id = r.assigned_manager_id ORDER BY r.id'),
        <<'ROWS', 'times of cases are in UTC; a case with a manager was escalated';
1 C9 - 101 price 5 1 - - retained 2024-01-31 20:50:00 - 2024-01-31 20:59:59
2 0042 - 102 price 5 1 - - churned 2024-01-31 20:55:00 - 2024-01-31 21:00:00
3 007 - 103 дддддддддд 1000 - - - churned 2024-02-29 09:00:00 - 2024-02-29 09:00:00
4 C10 - 101 it's "bad" 10 2 - 900 escalated 2024-02-10 06:00:00 2024-02-10 06:00:00 -
5 Z-1 - 104 - - 7 - - active 2024-02-11 06:00:00 - -
6 C9 - 101 again 5 2 - 901 churned 2024-03-05 07:00:00 2024-03-05 07:00:00 2024-03-07 07:00:00
7 Z-5 - 106 price 5 2 - 900 churned 2024-03-01 07:00:00 2024-03-01 07:00:00 2024-03-02 07:00:00
8 Z-5 - 106 price 5 1 - - retained 2024-06-01 07:00:00 - 2024-06-01 07:05:00
9 Z-6 - 107 moving 6 1 - - churned 2024-06-30 20:00:00 - 2024-06-30 20:59:59
10 Z-1 - 104 - - 1 - - churned 2024-06-30 21:00:00 - -
11 Z-2 - 105 - - 1 - - active 2024-06-30 21:00:00 - -
12 Z-2 - 105 - - 1 - - active 2024-06-30 21:00:00 - 2024-07-01 21:00:00
ROWS
    is rows('SELECT external_id, offer_type, CHAR_LENGTH(description),'
            . ' min_profit_threshold_minor, cost_minor, effect FROM offers ORDER BY id'),
        "1 discount 13 0 15000 none\n2 bonus_gb 0 20000 6050 none\n"
        . "7 discount 2000 40000 31025 none\n", 'offers';

    my ($said) = $text =~ /^(The database of the Python system.*)/ms;
    is $said, <<'TEXT', 'the report lists all of it';
The database of the Python system is taken over:
  users: 8 rows, 8 copied
  contracts: 12 rows, 12 copied
  offers: 3 rows, 3 copied
  retention_cases: 12 rows, 12 copied
  clients: 9
Contracts where the client's name differs from that in the client's latest contract (contract: name / name of the client): 1
  C9: Иванов Иван Иванович / Иванов Пётр
Contracts where the e-mail address differs from that in the client's latest contract: 1
  C9: old@example.org / new@example.org
Contracts where the phone differs from that in the client's latest contract: 1
  C9: 8 (495) 123-45-67 / +74951234568
Contracts whose phone isn't a phone number; the client gets none: 1
  007: позвонить
Clients without a name: 1
  102
Contracts without a Telegram id; each has a client of its own: 2
  Z-3
  Z-4
Contracts with a monthly profit of zero, less, or none: 2
  0042: 0.00
  007: -20.30
Contract ids that begin with a zero; they are kept as they are: 2
  0042
  007
Contracts that are marked active although the client has left; their end is the day of the last case: 3
  0042: 2024-02-01
  C9: 2024-03-07
  Z-6: 2024-06-30
Contracts with a later case than the one that ended them; they count as running (contract: day of leaving): 1
  Z-5: 2024-03-02
Contracts that ended on an unknown day; they count in no period: 1
  Z-7
Closed cases without a closing time; they are left out of figures by period: 1
  10: churned
Open cases with a time of closing: 1
  12: 2024-07-02 00:00:00
Cases with an unknown status; they count as open: 1
  11: NULL
Cases with a reason of more than 1000 characters; the full text is in py_retention_cases: 1
  3
Offers with a description of more than 2000 characters; the full text is in py_offers: 1
  7
Users without a known role; they are clients now: 1
  103: NULL
Staff who are clients too; they stay both: 1
  105: admin
Users of the bot without a contract: 1
  199
The old tables py_... do not change any more and are only kept for comparison. To go back, as long as nothing has changed: retention migrate --undo-takeover
TEXT

    my $all = everything();
    is +(tool('migrate'))[0], "The tables are up to date already.\n",
        'a second run has nothing to do';
    is_deeply everything(), $all, 'and changes nothing';
    is fine('the report can be printed again', 'migrate', '--takeover-report'), $said, 'unchanged';
    $edges = $py->taken;
    my $russian = do { local $ENV{RETENTION_LANG} = 'ru'; fine 'in Russian', 'migrate',
        '--takeover-report' };
    like $russian, qr/^  contracts: было 12, перенесено 12$/m, 'too';
    like fine('an administrator signs in', 'login-link', '900'), qr{/login\?t=}, 'with the old id';
};

subtest 'the figures after a take-over' => sub {
    fine 'a snapshot is made', 'refresh', '--once';
    my $churn = decode_json(do { my $t = fine 'churn', 'block', 'churn', '--format', 'json';
        utf8::encode($t); $t });
    is_deeply [map { [@$_[0 .. 7]] } @{$churn->{tables}[0]{rows}}], [
        ['2024-02', 9, 0, 0, 2, 0, 7, 2],
        ['2024-03', 7, 0, 0, 0, 0, 7, 1],
        ['2024-04', 7, 0, 0, 0, 0, 7, 0],
        ['2024-05', 7, 0, 0, 0, 0, 7, 0],
        ['2024-06', 7, 0, 0, 1, 0, 6, 1],
        ['2024-07', 6, 0, 0, 0, 0, 6, 0],
    ], 'all clients are there from the first known day on, and leave with their case'
        or diag explain $churn->{tables}[0]{rows};
    my $text = fine 'churn is printed', 'block', 'churn';
    like $text, qr/^1 contract has ended on an unknown day: it counts in no period\.$/m,
        'a note counts contracts with an unknown end';
    like $text, qr/^The start of 9 clients is not known/m, 'another counts unknown starts';
    like fine('revenue is printed', 'block', 'mrr'), qr/MRR by profit/, 'it is by profit';
};

# Wait for a line of output that matches, pause, and kill with SIGKILL.
sub killed_after {
    my ($pattern, $pause, @args) = @_;
    my ($pid, $out) = begin(@args);
    while (defined(my $line = readline $out)) {
        last if $line =~ $pattern;
    }
    sleep $pause;
    kill 'KILL', $pid;
    waitpid $pid, 0;
    my $killed = $? == 9;
    close $out;
    return $killed;
}

sub is_whole {
    my ($what) = @_;
    my ($text, $status) = tool('migrate');
    is $status, 0, $what or diag $text;
    is_deeply $py->taken, $edges, 'every row is there';
    return $text;
}

subtest 'a take-over that is killed' => sub {
    my $killed = 0;
    for my $line (qr/users of/, qr/contracts of/, qr/offers of/, qr/retention_cases of/,
        qr/^Step 1 /, qr/^Step 4 /, qr/^Step 30 /)
    {
        $py->edges;
        $killed += killed_after($line, rand 0.003, 'migrate');
        is_whole("after $line");
    }
    for my $i (0 .. 5) {
        $py->edges;
        $killed += killed_after(qr/^Copying/, $i * 0.006, 'migrate');
        $killed += killed_after(qr/^Copying/, rand 0.03, 'migrate') for 1 .. $i % 3;
        is_whole('while copying');
    }
    ok $killed >= 7, "killed $killed times";
    $py->edges;
    fine 'the next run ends', 'migrate';
    $db->sql("UPDATE data_state SET value = 'copied' WHERE name = 'takeover'");
    like +(tool('migrate'))[0], qr/^  contracts: 12 rows, 12 copied$/m,
        'if a run dies after copying and before its report, the next one prints the report';
    is +(tool('migrate'))[0], "The tables are up to date already.\n", 'but only once';
};

subtest 'the server dies' => sub {
    $py->edges;
    my ($pid, $out) = begin('migrate');
    while (defined(my $line = readline $out)) { last if $line =~ /^Copying/ }
    $db->kill9;
    1 while defined readline $out;
    close $out;
    $db->start;
    is_whole('the next run continues');
};

subtest 'two runs at the same time' => sub {
    for my $round (1 .. long(2, 20)) {
        $py->edges;
        my @runs = map { [begin('migrate')] } 1, 2;
        my $text = '';
        for my $run (@runs) {
            my $out = $run->[1];
            $text .= join '', <$out>;
            close $out;
            is $?, 0, 'both succeed' or diag $text;
        }
        is_deeply $py->taken, $edges, 'every row is there once';
    }
};

subtest 'a take-over is undone' => sub {
    $py->edges;
    my @before = $py->dump;
    my $schema = $db->dump_schema;
    fine 'taken over', 'migrate';
    is fine('undone', 'migrate', '--undo-takeover'), 'The database is the Python system\'s again: '
        . "its tables have their old names, ours are gone.\n", 'says so';
    is names(), $PY, 'our tables are gone';
    is_deeply [$py->dump], \@before, 'the rows are the same as before';
    is $db->dump_schema, $schema, 'so are the tables, with their keys';
    my ($text, $status) = tool('migrate', '--undo-takeover');
    is "$status $text", '1 retention: Nothing in this database was taken over from the '
        . "Python system.\n", 'it cannot be undone again';
    ($text, $status) = tool('migrate', '--takeover-report');
    is "$status $text", '1 retention: Nothing in this database was taken over from the '
        . "Python system.\n", 'nor reported';
    fine 'it can be taken over again', 'migrate';
    is_deeply $py->taken, $edges, 'with every row';

    for my $change (
        ["UPDATE clients SET phone = NULL WHERE external_id = '101'", 'users, clients, contracts'],
        ["INSERT INTO clients (external_id) VALUES ('new')",          'users, clients, contracts'],
        ["UPDATE users SET role = 'manager' WHERE external_id = '900'", 'users, clients, contracts'],
        ["INSERT INTO payments (client_id, paid_at, amount_minor) VALUES (3, '2024-01-01', 1)",
            'payments'],
    ) {
        my $all = $db->sql("START TRANSACTION; $change->[0]; COMMIT");
        $all = everything();
        ($text, $status) = tool('migrate', '--undo-takeover');
        is $status, 1, 'it is not undone after a change';
        like $text, qr/^retention: The database cannot be given back: .*\($change->[1]/,
            'the change is named';
        is_deeply everything(), $all, 'nothing is changed';
        $py->edges;
        fine 'taken over', 'migrate';
    }
    fine 'making a login link is no such change', 'login-link', '900';
    fine 'after that it can be undone', 'migrate', '--undo-takeover';
};

subtest 'others must wait while it is undone' => sub {
    local $ENV{DB_NAME} = $db->name;
    my $line = RT::Line->new("$ENV{RT_BUILD}/t/helper/db-line");
    my $lock = "CONCAT('rt_', SHA2(CONCAT(DATABASE(), '.import'), 224))";
    $py->edges;
    fine 'taken over', 'migrate';
    my $all = everything();
    $line->ask('open', $db->socket);
    $line->ask('query', "SELECT GET_LOCK($lock, 3)");
    my ($text, $status) = tool('migrate', '--undo-takeover');
    is "$status $text", "1 retention: Another import is running; wait for its end\n",
        'a running import refuses the undo';
    is_deeply everything(), $all, 'loses nothing';
    $line->ask('query', "SELECT RELEASE_LOCK($lock)");

    $line->ask('begin');
    $line->ask('query', 'SELECT COUNT(*) FROM payments');
    my ($pid, $out) = begin('migrate', '--undo-takeover');
    ok $db->wait_until('SELECT COUNT(*) FROM information_schema.PROCESSLIST '
            . "WHERE STATE LIKE '%metadata lock'"),
        'the undo waits for a table that is being read';
    ok defined $db->value("SELECT IS_USED_LOCK($lock)"), 'an import cannot begin';
    is $db->value("SELECT value FROM data_state WHERE name = 'takeover'"), 'undoing',
        'it is under way';
    # Take the lock away after the undo has looked at it, and before it takes it
    # again.
    my $thief = RT::Line->new("$ENV{RT_BUILD}/t/helper/db-line");
    $thief->ask('open', $db->socket);
    $thief->ask('begin');
    $thief->ask('exec', "UPDATE schema_lock SET owner = 'elsewhere', account = 'x\@y',"
            . ' expires_at = UTC_TIMESTAMP() + INTERVAL 1 HOUR');
    $line->ask('commit');
    ok $db->wait_until('SELECT COUNT(*) FROM information_schema.INNODB_TRX '
            . "WHERE trx_state = 'LOCK WAIT'"), 'the undo takes the lock again';
    $thief->ask('commit');
    $text = join '', <$out>;
    close $out;
    like $text, qr/^retention: .*elsewhere/, 'an undo that lost the lock of the schema stops';
    like names(), qr/\bclients\b/, 'tables that were not yet dropped stay';
    $db->sql('UPDATE schema_lock SET owner = NULL');
    fine 'the next undo goes on', 'migrate', '--undo-takeover';
    is names(), $PY, 'completes it';
};

subtest 'an undo that is killed' => sub {
    $py->edges;
    my @before = $py->dump;
    my $killed = 0;
    # Measure how long it takes, to kill it in the middle on any machine.
    fine 'a take-over is timed', 'migrate';
    my $began = time;
    fine 'and undone', 'migrate', '--undo-takeover';
    my $takes = time - $began;
    for my $i (0 .. 7) {
        fine 'taken over', 'migrate';
        my ($pid, $out) = begin('migrate', '--undo-takeover');
        sleep $takes * ($i + 0.5) / 10;
        kill 'KILL', $pid;
        waitpid $pid, 0;
        # If it ended before the kill, the machine was busier when it was timed.
        if ($? == 9) { $killed++ }
        else         { $takes /= 2 }
        close $out;
        if (names() =~ /data_state/
            && ($db->value("SELECT value FROM data_state WHERE name = 'takeover'") // '') eq
            'undoing')
        {
            my ($text, $status) = tool('migrate');
            is "$status $text", '1 retention: Giving the database back to the Python '
                . "system has not finished. Finish it: retention migrate --undo-takeover\n",
                'a take-over does not begin while an undo is unfinished';
        }
        tool('migrate', '--undo-takeover') if $i % 2;
        if (names() !~ /data_state/) {
            fine 'it is taken over once more', 'migrate';
        }
        fine 'undone', 'migrate', '--undo-takeover';
        is names(), $PY, 'the undo is finished';
        is_deeply [$py->dump], \@before, 'with the same rows as before';
    }
    ok $killed >= 4, "killed $killed times";
};

subtest 'a take-over that stopped on the way' => sub {
    my $killed = 0;
    $py->edges;
    my @before = $py->dump;
    my $schema = $db->dump_schema;
    my $is_back = sub {
        my ($what) = @_;
        fine $what, 'migrate', '--undo-takeover';
        is names(), $PY, 'our tables are gone';
        is_deeply [$py->dump], \@before, 'the rows are the same as before';
        is $db->dump_schema, $schema, 'in the same tables';
    };
    for my $line (qr/users of/, qr/offers of/, qr/^Step 2 /, qr/^Step 20 /, qr/^Step 30 /) {
        $killed += killed_after($line, 0, 'migrate');
        $is_back->("is undone after $line");
    }
    cmp_ok $killed, '>=', 3, "killed $killed times";

    # From an undo that died on its way, both the undo and the take-over can be
    # completed.
    for my $i (0 .. 5) {
        killed_after(qr/^Step 30 /, 0, 'migrate');
        my ($pid, $out) = begin('migrate', '--undo-takeover');
        sleep 0.06 * $i;
        kill 'KILL', $pid;
        close $out;
        is_whole('it is taken over after all') if $i % 2;
        $is_back->('and undone') if names() ne $PY;
        is_deeply [$py->dump], \@before, 'as if nothing had happened';
    }

    killed_after(qr/^Step 20 /, 0, 'migrate');
    $db->sql("INSERT INTO clients (external_id) VALUES ('x')");
    my ($text, $status) = tool('migrate', '--undo-takeover');
    is $status, 1, 'it is not undone if rows would be lost';
    like $text, qr/^retention: The database cannot be given back: .*\(clients\)/,
        'the error names their table';
    is $db->value('SELECT COUNT(*) FROM clients'), 1, 'and kept';

    $py->tables(ddl => {users => undef, offers => undef, retention_cases => undef,
            contracts => 'CREATE TABLE contracts (contract_id VARCHAR(250) PRIMARY KEY,'
            . ' client_telegram_id BIGINT)'});
    $db->sql("INSERT INTO contracts VALUES (REPEAT('k', 250), 1)");
    ($text, $status) = tool('migrate');
    is $status, 1, 'a row that cannot be copied stops it too' or diag $text;
    fine 'is undone', 'migrate', '--undo-takeover';
    is names(), 'contracts', 'the row is still there';
    is $db->value('SELECT LENGTH(contract_id) FROM contracts'), 250, 'is there';
};

subtest 'missing tables' => sub {
    $py->tables(ddl => {users => undef, offers => undef, retention_cases => undef});
    $py->insert(contracts => ['A', 5, 'Я', undef, undef, undef, undef, 1, '1.50', 0]);
    my $text = fine 'only contracts', 'migrate';
    like $text, qr/^  users: there was no such table$/m, 'the report names those that are missing';
    is rows('SELECT k.external_id, p.external_id, p.last_name, k.monthly_profit_minor, k.active'
            . ' FROM contracts k JOIN clients p ON p.id = k.client_id'), "A 5 Я 150 0\n",
        'the contract is there';
    fine 'and back', 'migrate', '--undo-takeover';
    is names(), 'contracts', 'undone, it is as it was';

    # As on a server with case-sensitive names, where the third table was
    # refused.
    $py->tables(ddl => {retention_cases => undef});
    $py->insert(users => [1, 'client']);
    fine 'without cases', 'migrate';
    is rows('SELECT COUNT(*) FROM users'), "1\n", 'the user is there';

    $py->tables(ddl => {users => undef, contracts => undef, offers => undef,
            retention_cases => 'CREATE TABLE retention_cases (case_id INT PRIMARY KEY,'
            . ' contract_id VARCHAR(32), proposed_offer_id INT, assigned_manager_id BIGINT,'
            . ' created_at DATETIME, completed_at DATETIME, status VARCHAR(20))'});
    $py->insert(retention_cases =>
            [1, 'K1', 3, 77, '2024-01-01 00:00:00', '2024-01-02 00:00:00', 'churned'],
        [2, 'K2', undef, undef, undef, '2024-01-02 00:00:00', 'Retained'],
        [3, 'K2', undef, undef, '2024-01-01 00:00:00', undef, 'postponed']);
    $text = fine 'only cases', 'migrate';
    is rows('SELECT r.external_id, contract_id, contract_ref, offer_ref, m.external_id,'
            . ' m.active, status, r.created_at, escalated_at FROM retention_cases r'
            . ' LEFT JOIN users m ON m.id = r.assigned_manager_id ORDER BY r.id'), <<'ROWS',
1 - K1 3 77 0 churned 2023-12-31 21:00:00 2023-12-31 21:00:00
2 - K2 - - - retained 2024-01-01 21:00:00 -
3 - K2 - - - active 2023-12-31 21:00:00 -
ROWS
        'ids of missing rows are kept';
    like $text, qr/^Cases whose contract is missing .*: 3\n  1: K1\n  2: K2\n  3: K2\n/m, 'and told';
    like $text, qr/^Cases whose offer is missing .*: 1\n  1: 3\n/m, 'of offers';
    like $text, qr/^Managers that only cases name; they cannot sign in: 1\n  77\n/m, 'of managers';
    like $text, qr/^Cases with an unknown status.*: 1\n  3: postponed\n/m,
        'so is an unknown status';
    like $text, qr/^Cases without a creation time.*: 1\n  2\n/m, 'of times';
};

subtest 'columns that differ' => sub {
    $py->tables(collation => 'latin1_swedish_ci', ddl => {
        users => 'CREATE TABLE users (telegram_id BIGINT PRIMARY KEY, role VARCHAR(20),'
            . ' last_name VARCHAR(50), first_name VARCHAR(50), middle_name VARCHAR(50),'
            . ' email VARCHAR(100), phone VARCHAR(20))'
            . ' CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
        contracts => 'CREATE TABLE contracts (contract_id VARCHAR(32) PRIMARY KEY,'
            . ' client_telegram_id BIGINT, region VARCHAR(20), monthly_profit FLOAT,'
            . ' active INT) CHARACTER SET latin1 COLLATE latin1_swedish_ci',
        offers => 'CREATE TABLE offers (offer_id INT PRIMARY KEY, offer_type VARCHAR(50),'
            . ' cost DOUBLE)',
        retention_cases => 'CREATE TABLE retention_cases (Case_ID INT PRIMARY KEY,'
            . ' contract_id VARCHAR(32) CHARACTER SET latin1 COLLATE latin1_swedish_ci,'
            . ' status VARCHAR(20), note TEXT)'
    });
    $py->insert(users => [5, 'Manager', 'Ёлкин', 'Егор', undef, 'e@example.org', '+7 999 123 45 67'],
        [6, 'boss', undef, undef, undef, undef, undef]);
    $py->insert(contracts => ['a', 5, 'North', '0.29', 1], ['b', 5, undef, undef, 0],
        ['c', undef, undef, '12345.67', undef]);
    $py->insert(offers => [1, 'x', '0.07'], [2, undef, undef]);
    $py->insert(retention_cases => [1, 'A', 'churned', 'x']);
    my $text = fine 'others and fewer', 'migrate';
    like $text, qr/^The Python system does not know the column contracts\.region; it stays in py_contracts\.$/m,
        'a column that is not taken over is named';
    like $text, qr/^The Python system does not know the column retention_cases\.note;/m, 'as is another';
    is rows('SELECT k.external_id, p.external_id, p.last_name, p.first_name, p.phone,'
            . ' k.monthly_profit_minor, k.can_be_retained, k.active, k.end_date'
            . ' FROM contracts k JOIN clients p ON p.id = k.client_id ORDER BY k.id'),
        "a 5 Ёлкин Егор +79991234567 29 1 1 -\nb 5 Ёлкин Егор +79991234567 - 1 0 -\n"
        . "c contract c - - - 1234567 1 - -\n",
            'names may be in the table of users, amounts may be numbers';
    is rows('SELECT external_id, name, role FROM users ORDER BY id'),
        "5 Ёлкин Егор manager\n6  client\n",
            'a manager stays a manager, an unknown role gives no rights';
    is rows('SELECT external_id, offer_type, min_profit_threshold_minor, cost_minor FROM offers'
            . ' ORDER BY id'), "1 x 0 7\n2 Не указано 0 0\n", 'offers';
    is rows('SELECT k.external_id FROM retention_cases r JOIN contracts k ON k.id = r.contract_id'),
        "a\n", 'a case finds its contract as it did before';
};

subtest 'more phones than are read at once' => sub {
    $py->tables(ddl => {offers => undef, retention_cases => undef, users => undef});
    my $digits = join ' UNION ALL ', map {"SELECT $_ n"} 0 .. 9;
    $db->sql('INSERT INTO contracts (contract_id, client_telegram_id, phone, active, can_be_retained, monthly_profit) SELECT '
        . "CONCAT('p', x.i), 100 + x.i, CONCAT('8 (999) 100-', LPAD(x.i, 4, '0')), 1, 1, 10 FROM "
        . "(SELECT a.n + 10 * b.n + 100 * c.n + 1000 * e.n AS i FROM ($digits) a, ($digits) b, ($digits) c, "
        . '(SELECT 0 n UNION ALL SELECT 1) e) x WHERE x.i < 1003');
    fine 'two full batches and three', 'migrate';
    is rows("SELECT COUNT(*), COUNT(DISTINCT phone), MIN(phone), MAX(phone) FROM clients WHERE phone LIKE '+7%'"),
        "1003 1003 +79991000000 +79991001002\n", 'each is written as numbers are';
};

SKIP: {
    skip 'names of tables are not case-sensitive here', 1 if $db->value('SELECT @@lower_case_table_names');
    subtest 'names in capitals' => sub {
        $py->tables(ddl => {users => undef, offers => undef, retention_cases => undef});
        $db->sql('RENAME TABLE contracts TO Contracts');
        $py->insert(Contracts => ['A', 5, undef, undef, undef, undef, undef, 1, '1.50', 1]);
        fine 'are known', 'migrate';
        is rows('SELECT external_id FROM contracts'), "A\n", 'the contract is there';
        like names(), qr/\bpy_contracts\b/, 'the table is renamed';
    };
}

subtest 'times around changes of the clock' => sub {
    local $ENV{REPORT_ZONE} = 'Europe/Berlin';
    my @local = (
        '2023-10-29 01:59:59', '2023-10-29 02:00:00', '2023-10-29 02:59:59', '2023-10-29 03:00:00',
        '2024-03-31 01:59:59', '2024-03-31 02:30:00', '2024-03-31 03:00:00', '2024-07-01 00:00:00',
        '2024-10-27 02:59:59', '2024-10-27 03:00:00', '1969-12-31 23:30:00',
    );
    $py->tables;
    $py->insert(contracts => ['A', 5, undef, undef, undef, undef, undef, 1, '1.50', 1]);
    $py->insert(retention_cases => map { [$_ + 1, 'A', undef, undef, undef, $local[$_],
                $local[$_], 'retained'] } 0 .. $#local);
    fine 'taken over', 'migrate';
    is rows('SELECT created_at FROM retention_cases WHERE created_at = completed_at ORDER BY id'),
        <<'ROWS', 'every time is read with the UTC offset of its day';
2023-10-28 23:59:59
2023-10-29 00:00:00
2023-10-29 00:59:59
2023-10-29 02:00:00
2024-03-31 00:59:59
2024-03-31 01:30:00
2024-03-31 01:00:00
2024-06-30 22:00:00
2024-10-27 00:59:59
2024-10-27 02:00:00
1969-12-31 22:30:00
ROWS
};

subtest 'what is refused' => sub {
    $py->edges;
    my @before = $py->dump;
    $db->sql('CREATE TABLE clients (id INT)');
    my ($text, $status) = tool('migrate');
    is "$status $text", '1 retention: The database already holds a table clients of another '
        . "program. Name another database in DB_NAME.\n", 'a table of a third program';
    is names(), "clients $PY", 'nothing is renamed';
    $db->sql('DROP TABLE clients', 'CREATE TABLE py_users LIKE users');
    ($text, $status) = tool('migrate');
    is $status, 1, 'a table under both of its names';
    like $text, qr/^retention: The database has both users and py_users: /m, 'are told';
    $db->sql('DROP TABLE py_users');
    {
        local $ENV{CURRENCY} = 'JPY';
        ($text, $status) = tool('migrate');
        is $status, 1, 'amounts that the currency cannot hold';
        like $text, qr/^retention: contracts\.monthly_profit: 9 amounts are finer than JPY can be\./m,
            'are told';
        is_deeply [$py->dump], \@before, 'before any table is renamed';
        fine 'undone', 'migrate', '--undo-takeover';
        is names(), $PY, 'nothing is left behind';
        ($text, $status) = tool('migrate');
        is $status, 1, 'refused again';
    }
    is_whole('with the right currency it is taken over');
    {
        $py->edges;
        local $ENV{CURRENCY} = 'JPY';
        $db->sql('UPDATE contracts SET monthly_profit = TRUNCATE(monthly_profit, 0)',
            'UPDATE offers SET cost = TRUNCATE(cost, 0),'
                . ' min_profit_threshold = TRUNCATE(min_profit_threshold, 0)');
        my ($pid, $out) = begin('migrate');
        my $said = '';
        while ($said !~ /^Step 1 /m && defined(my $line = readline $out)) { $said .= $line }
        kill 'STOP', $pid;
        $db->sql('UPDATE py_contracts SET monthly_profit = 0.5 WHERE monthly_profit > 0');
        kill 'CONT', $pid;
        $said .= join '', <$out>;
        close $out;
        is $? >> 8, 1, 'amounts that changed after the first check' or diag $said;
        like $said, qr/^retention: contracts\.monthly_profit: \d+ amounts are finer than JPY/m,
            'are reported before any row is copied';
        is $db->value('SELECT COUNT(*) FROM contracts'), 0, 'no row is copied';
        fine 'undone', 'migrate', '--undo-takeover';
    }
    $py->edges;
    killed_after(qr/^Step 30/, 0.5, 'migrate');
    $db->sql("DELETE FROM data_state WHERE name = 'takeover'",
        "INSERT INTO clients (external_id) VALUES ('x')") if names() =~ /data_state/;
    ($text, $status) = tool('migrate');
    is $status, 1, 'tables that somebody filled meanwhile are an error';
    like $text, qr/table clients has rows already/, 'the message names one';
    ($text, $status) = tool('migrate', '--undo-takeover', '--takeover-report');
    is $status, 2, 'two options at once are wrong usage';
};

SKIP: {
    my $folder = "$shared/data/fixtures/retention_medium";
    skip 'no ../shared/data', 1 if !-d $folder;
    subtest 'a company of 900 cases' => sub {
        $py->fixture($folder);
        my $figures = $py->dashboard;
        my $killed = killed_after(qr/^Copying/, 0.02, 'migrate');
        fine 'taken over' . ($killed ? ', the second time' : ''), 'migrate';
        is $py->dashboard('py_'), $figures, 'the old figures are unchanged';
        is $py->our_dashboard, $figures, 'our tables give the same';
        is rows('SELECT (SELECT COUNT(*) FROM contracts), (SELECT COUNT(*) FROM clients),'
                . ' (SELECT COUNT(*) FROM retention_cases), (SELECT COUNT(*) FROM users)'),
            "400 360 900 364\n", 'all rows are there';
        is rows('SELECT COUNT(*) FROM retention_cases WHERE escalated_at IS NOT NULL'),
            "299\n", 'cases with a manager were escalated';
        fine 'a snapshot', 'refresh', '--once';
        my $json = fine 'the graph', 'block', 'revenue-expense-graph', '--format', 'json';
        utf8::encode($json);
        my $rows = decode_json($json)->{tables}[0]{rows};
        is join('', map { join(' ', @$_[0 .. 5]) . "\n" } @$rows), $figures,
            'our tables give the same figures';
        $json = fine 'the indicators', 'block', 'kpi-indicators', '--format', 'json';
        utf8::encode($json);
        my %kpi = map { $_->{name} => $_->{value} } @{decode_json($json)->{figures}};
        is "$kpi{profit} $kpi{churned} $kpi{retained}", '408101.77 403 432', 'and their sums';
    };
}

$db->finish;
done_testing;
