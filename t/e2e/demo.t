# retention demo: loading it into the private database, and replacing it by real
# data.
use strict;
use warnings;
use RT::Import;
use RT::Line;
use Test::More;
use Time::HiRes qw(sleep time);

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $t = RT::Import->new;

# DB_SOCKET names the private server; DB_HOST would name another one.
my $host = delete $ENV{DB_HOST};
$ENV{DB_SOCKET} = $t->db->socket;

my @small = qw(--contracts 400 --months 14 --end 2025-06-30);

sub counts {
    return $t->rows(join ' UNION ALL ', map { "SELECT '$_', COUNT(*) FROM $_" }
            qw(clients contracts contract_changes payments activity offers
            retention_cases campaigns campaign_members));
}
sub state_of { return $t->rows('SELECT name, value FROM data_state ORDER BY name') }
sub demo {
    my ($name, $want, @args) = @_;
    my ($text, $status) = $t->tool('demo', @args);
    is $status, $want, $name or diag $text;
    return $text;
}

my $written = demo('the demo is written to files', 0, @small, '--out', 'files');
like $written, qr/contracts, .* retention import files/, 'the command says how to load them';
for my $file ([clients => 'clients'], [contracts => 'contracts'], [payments => 'payments'],
    [visits => 'activity'], [cases => 'cases']) {
    my ($what, $name) = @$file;
    my ($told) = $written =~ /([\d,]+) $what\b/;
    is $told =~ tr/,//dr, ($t->read("files/$name.csv") =~ tr/\n//) - 1, "it tells how many $what";
}
ok -s $t->dir . "/files/$_", "$_ is there"
    for map({"$_.csv"} qw(clients contracts changes payments activity offers
    cases campaigns members users)), 'import.conf';
my $readme = $t->read('files/README.md') // '';
like $readme, qr/^# $_/m, "a README describes it: $_"
    for 'Придуманная компания', 'A company that does not exist';
like $readme, qr/^\| month \| chance \|\n\|---\|---\|\n\| 1 \| 2\.4% \|$/m, '... in tables';
like $readme, qr/^\| 12 \| 3\.4% \|$/m, '... the chance to leave in the twelfth month';
like $readme, qr/^\| Премиум \| 85 \|$/m, '... what makes that chance larger or smaller';
like $readme, qr/^\| 9 \| 135 \| 100 \|$/m, '... the seasons';
like $readme, qr/^\| 1..?Mar..?2025 \| Старт \| RUB..?420\.00 \|$/m, '... prices';
like $readme, qr/^\| spring-addon \| [^|]+ \| 8\.0% \| 12\.0% \| 4\.0% \| RUB..?0\.60 \|$/m,
    '... and the true effect of a campaign';
unlike $readme, qr/[{}]/, '... with every blank filled in';
like demo('a folder of somebody else is left alone', 1, @small, '--out',
    do { mkdir $t->dir . '/mine'; $t->file('mine/offers.csv', "x\n"); 'mine' }),
    qr/mine has a offers\.csv/, 'the error says so';
like demo('a wrong option is refused', 2, '--months', '121'),
    qr/--months 121: it must be from 1 to 120/, 'the error gives its limits';

{
    local $ENV{DB_HOST} = $host;
    like demo('the demo is not loaded into another server', 1, @small),
        qr/DB_HOST is set/, 'the error says so';
    is counts() =~ tr/1-9//, 0, 'nothing was loaded';
}

my $said = demo('the demo is loaded', 0, @small);
like $said, qr/400 contracts/, 'all of it';
unlike $said, qr/^line \d/m, 'without remarks on single rows';
my $loaded = counts();
like $loaded, qr/^contracts 400$/m, 'contracts are there';
unlike $loaded, qr/ 0$/m, 'all kinds are there';
is state_of(), "currency RUB\ncurrency_digits 2\ndemo 1\n",
    'it is marked as a demo';
is $t->rows('SELECT COUNT(*) FROM import_runs WHERE rows_rejected > 0'), "0\n",
    'no row was rejected';
is $t->rows('SELECT COUNT(*) FROM retention_cases WHERE contract_id IS NULL'
        . ' OR client_id IS NULL OR status IN ("retained", "escalated") AND'
        . ' proposed_offer_id IS NULL'),
    "0\n", 'cases know their contracts, clients and offers';
is_deeply [ glob $t->dir . '/data/*' ], [], 'no file is left';

demo('loaded again', 0, @small);
is counts(), $loaded, 'loading it again replaces it';
demo('--if-empty loads nothing into a full database', 0, '--if-empty', '--contracts', '10');
is counts(), $loaded, 'nothing has changed';

my $lock = "CONCAT('rt_', SHA2(CONCAT(DATABASE(), '.import'), 224))";

sub connection {
    my $line = RT::Line->new("$ENV{RT_BUILD}/t/helper/db-line");
    my ($code, undef, $error) = $line->ask('open', $t->db->socket);
    die $error if $code ne 'RT_OK';
    return $line;
}

# Start to load the demo, blocked at its first client until the third returned
# value is released.
sub start_load {
    my $holds = connection();
    $holds->ask('query', "SELECT GET_LOCK('halt', 9)");
    my ($pid, $out) = $t->start('demo', @small);
    my $end = time + 20;
    # MySQL cannot list a statement with bytes that are no text, as the hash of a
    # file is, while it runs.
    sleep 0.02 while time < $end && !eval { $t->db->value('SELECT COUNT(*) FROM '
            . "information_schema.processlist WHERE state = 'User lock'") };
    return ($pid, $out, $holds);
}

$t->db->sql('CREATE TRIGGER halt BEFORE INSERT ON clients FOR EACH ROW '
        . "SET \@halt = GET_LOCK('halt', 9)");
{
    my (undef, $out, $holds) = start_load();
    my $next = connection();
    $next->tell('query', "SELECT GET_LOCK($lock, 60)");
    sleep 0.2;
    undef $holds;
    $said = do { local $/; <$out> };
    close $out;
    is $? >> 8, 0, 'an import that waits does not run between two files of the demo'
        or diag $said;
    is counts(), $loaded, 'all of the demo is loaded';
    is +($next->answer)[1], '1|', 'then the import may run';
}
{
    my (undef, $out, $holds) = start_load();
    $t->db->sql("DELETE FROM data_state WHERE name = 'demo'");
    undef $holds;
    $said = do { local $/; <$out> };
    close $out;
    is $? >> 8, 1, 'loading ends when another import has removed the mark of the demo';
    like $said, qr/holds real data, which the demo/, 'the message says why';
    is $t->rows('SELECT COUNT(*) FROM contracts'), "0\n",
        'none of its rows is added to the real ones';
    $t->db->sql("INSERT INTO data_state (name, value) VALUES ('demo', '1')");
}
$t->db->sql('DROP TRIGGER halt');
demo('loaded once more', 0, @small);
is counts(), $loaded, 'it is whole again';

my ($text, $status) = $t->tool(qw(refresh --once));
is $status, 0, 'a snapshot of it is made' or diag $text;
for my $block (qw(churn mrr kpi-indicators revenue-expense-graph desk-funnel)) {
    ($text, $status) = $t->tool('block', $block, '--format', 'json');
    is $status, 0, "block $block" or diag $text;
    like $text, qr/"as_of": "2025-06-30"/, 'the result names its last day';
}

my $own = $t->file('own.csv',
    "contract_id,client_id,start_date,monthly_fee\n1,1,2024-01-01,5.50\n");
my $bad = $t->file('bad.csv', "contract_id,client_id,start_date\n1,1,soon\n");

($text, $status) = $t->import('contracts', $own, '--dry-run');
is $status, 0, 'a dry run of an import succeeds' or diag $text;
is counts(), $loaded, 'changes nothing';
($text, $status) = $t->import('contracts', $bad);
is $status, 1, 'a file without a good row is refused';
is counts(), $loaded, 'and does not replace the demo';
$t->db->sql("INSERT INTO audit_log (happened_at, actor, source, action, result,"
    . " entity, entity_id, after_value) VALUES (NOW(), 'operator', 'cli',"
    . " 'edit', 'done', 'client', 1, 'x')",
    "INSERT INTO users (login, name, role) VALUES ('boss', 'Boss', 'admin')");
($text, $status) = $t->import('contracts', $own, '--currency', 'EUR');
is $status, 0, 'a real file replaces the demo' or diag $text;
like $text, qr/data in the database are invented; they are removed/, 'and says so';
like counts(), qr/^clients 1\ncontracts 1\ncontract_changes 0\npayments 0\n/,
    'only its rows are there';
is state_of(), "currency EUR\ncurrency_digits 2\n",
    'the mark is gone, the currency is its own';
is $t->rows('SELECT COUNT(*) FROM audit_log a JOIN clients c ON '
        . 'c.id = a.entity_id'), "0\n",
    'log entries about its clients are not attached to the new ones';
is $t->rows('SELECT login, external_id, active FROM users WHERE deleted_at '
        . 'IS NULL'), "boss - 1\n", 'staff with a login stay, the staff of the demo is removed';
($text, $status) = $t->import('contracts', $own, '--currency', 'EUR');
unlike $text, qr/invented/, 'the message is printed once';

like demo('the demo does not replace real data', 1, @small),
    qr/holds real data, which the demo/, 'the error says so';
like counts(), qr/^contracts 1$/m, 'the real data are still there';
is_deeply [ glob $t->dir . '/data/demo*' ], [], 'no file is left';

$t->empty;
($text, $status) = $t->import('files');
is $status, 0, 'the folder is imported' or diag $text;
is counts(), $loaded, 'with the same rows';
unlike $text, qr/[1-9]\d* rejected/, 'none rejected';

done_testing;
