# The tables of sql/ on a real server.
use strict;
use warnings;
use RT::Db;
use Test::More;

plan skip_all => RT::Db::missing() if RT::Db::missing();

my @files = RT::Db::migrations();
my @names = map { m{([^/]+)$} } @files;
is_deeply [map { /^(\d{4})_[a-z0-9_]+\.sql$/ ? $1 + 0 : $_ } @names],
    [1 .. @files], 'migrations are numbered without a gap';

sub statement {
    my ($file) = @_;
    open my $fh, '<', $file or die "$file: $!";
    return join '', grep { !/^--/ } <$fh>;
}
for my $file (@files) {
    my ($name) = $file =~ m{([^/]+)$};
    my $sql = statement($file);
    ok $sql !~ /;/ && $sql =~ /\A(?:CREATE|ALTER|DROP|INSERT|UPDATE)\b/,
        "$name is one statement";
    unlike $sql, qr/0900|\bIF (?:NOT )?EXISTS (?!\w+ \()|FOR SHARE|JSON_TABLE/,
        "$name uses nothing that one of the two servers lacks";
}

my $db = RT::Db->new(schema => 1);
my %have = map { $_->[0] => 1 } @{$db->sql('SHOW TABLES')};
my @want = qw(
    activity audit_log bot_dialogs bot_files bot_inbox bot_outbox bot_tokens
    campaign_members campaigns card_edits case_events case_offers client_attrs client_links clients
    contract_changes contract_ends contracts data_state desk_edits import_accepts import_runs invitations
    login_links messages notices offer_reasons offers orders payments reasons
    retention_cases saved_views schema_lock schema_version sessions subscriptions
    templates users work_days
);
is_deeply [grep { !$have{$_} } @want], [], 'no table is missing';

# As `retention migrate` does: a step that tells by a query that it has run
# already is passed over then.
sub run_step {
    my ($file) = @_;
    open my $fh, '<:encoding(UTF-8)', $file or die "$file: $!\n";
    my ($unless) = map { /^-- unless: (.*)/ ? $1 : () } <$fh>;
    return if defined $unless && @{$db->sql($unless)};
    return $db->sql(statement($file));
}

my $once = $db->dump_schema;
run_step($_) for @files;
is $db->dump_schema, $once, 'migrations that ran already change nothing';

my $columns = "FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()";
is_deeply $db->sql("SELECT TABLE_NAME, COLUMN_NAME $columns AND "
        . "COLUMN_NAME LIKE '%\\_minor' AND DATA_TYPE <> 'bigint'"),
    [], 'money is BIGINT';
is_deeply $db->sql("SELECT TABLE_NAME, COLUMN_NAME $columns AND DATA_TYPE IN "
        . "('float', 'decimal', 'timestamp', 'json')"),
    [], 'no type rounds money, ends in 2038 or exists on one server only';
is_deeply $db->sql("SELECT TABLE_NAME $columns AND COLUMN_NAME = 'external_id' "
        . "AND (COLLATION_NAME <> 'utf8mb4_bin' OR "
        . 'CHARACTER_MAXIMUM_LENGTH <> 191)'),
    [], 'text ids of the company are compared byte by byte';
is_deeply $db->sql('SELECT TABLE_NAME FROM information_schema.TABLES WHERE '
        . "TABLE_SCHEMA = DATABASE() AND (ENGINE <> 'InnoDB' OR "
        . "TABLE_COLLATION <> 'utf8mb4_unicode_ci')"),
    [], 'all tables are InnoDB and utf8mb4';

sub refused {
    my ($what, @sql) = @_;
    ok !eval { $db->sql(@sql); 1 }, $what;
    return;
}
$db->sql("INSERT INTO clients (id, external_id) VALUES (1, 'a'), (2, 'A')");
pass 'ids that differ in case are two clients';
refused 'an id occurs once',
    "INSERT INTO clients (external_id) VALUES ('a')";
refused 'a contract cannot end before its start',
    'INSERT INTO contracts (external_id, client_id, start_date, end_date) '
    . "VALUES ('x', 1, '2024-02-01', '2024-01-31')";
$db->sql('INSERT INTO contracts (external_id, client_id, start_date, end_date)'
    . " VALUES ('x', 1, '2024-02-01', '2024-02-01'), ('y', 1, NULL, NULL),"
    . " ('z', 1, NULL, '2024-01-01')");
pass 'a contract may end on its first day, or have no start or no end';
refused 'a contract belongs to a client that exists',
    "INSERT INTO contracts (external_id, client_id) VALUES ('q', 3)";

my $pay = 'INSERT IGNORE INTO payments '
    . '(client_id, paid_at, amount_minor, occurrence, external_id) VALUES ';
for my $run (1, 2) {
    $db->sql($pay . "(1, '2024-01-01', 5, 1, NULL), (1, '2024-01-01', 5, 2, NULL),"
        . " (1, '2024-01-01', 5, NULL, 'r1'), (1, '2024-01-01', 5, NULL, 'r2')");
    is $db->value('SELECT COUNT(*) FROM payments'), 4,
        "equal payments are kept apart and known again, run $run";
}
$db->finish;
done_testing;
