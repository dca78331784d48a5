# Which end was known of a contract, and from which day on: what files bring and
# take back, what the desk decides, and what of it files do not change.
use strict;
use warnings;
use RT::Desk;
use Test::More;

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $d  = RT::Desk->new;
my $db = $d->db;
$d->{n} = 1000;    # clients of files come first

# Import a file of the day; rows are "number client start end".
sub contracts {
    my ($day, $rows, @more) = @_;
    $d->file("$day.csv", join "\n", 'contract_id,client_id,start_date,end_date', @$rows, '');
    return $d->imported("a file of $day", 'contracts', "$day.csv", '--as-of', $day, @more);
}

# "from>end from>end", "-" where none is known.
sub known {
    my ($number) = @_;
    return join ' ', map { $_->[0] . '>' . ($_->[1] // '-') } @{$db->sql('SELECT e.known_from, '
        . 'e.end_date FROM contract_ends e JOIN contracts c ON c.id = e.contract_id '
        . "WHERE c.external_id = '$number' ORDER BY e.known_from")};
}

subtest 'a file says an end, a later one takes it back' => sub {
    my @rest = ('A2,a,2025-01-01,', 'A3,a,2024-01-01,2025-12-31', 'A4,a,2025-01-01,2026-02-01');
    contracts('2026-01-31', ['A1,a,2025-01-01,2026-04-01', @rest]);
    is known('A1'), '2026-01-31>2026-04-01', 'known from the day of the file';
    is known('A2'), '', 'no end, nothing known';
    is known('A3'), '', 'what is over was not known before';
    is known('A4'), '2026-01-31>2026-02-01', 'tomorrow is known today';
    contracts('2026-02-14', ['A1,a,2025-01-01,2026-04-01', @rest]);
    is known('A1'), '2026-01-31>2026-04-01', 'said again: known since the first time';
    contracts('2026-02-28', ['A1,a,2025-01-01,', @rest]);
    is known('A1'), '2026-01-31>2026-04-01 2026-02-28>-', 'taken back: from then on none';
    contracts('2026-03-10', ['A1,a,2025-01-01,2026-06-01', 'A2,a,2025-01-01,2026-03-12']);
    is known('A1'), '2026-01-31>2026-04-01 2026-02-28>- 2026-03-10>2026-06-01', 'another one';
    is known('A2'), '2026-03-10>2026-03-12', 'first heard of later';
    contracts('2026-03-10', ['A1,a,2025-01-01,2026-07-01']);
    is known('A1'), '2026-01-31>2026-04-01 2026-02-28>- 2026-03-10>2026-07-01',
        'a corrected file of the same day';
    contracts('2026-03-20', ['A1,a,2025-01-01,2026-03-15', 'A2,a,2025-01-01,2026-03-11']);
    is known('A1'), '2026-01-31>2026-04-01 2026-02-28>- 2026-03-10>2026-07-01 '
        . '2026-03-20>2026-03-15', 'it ended before it was due';
    is known('A2'), '2026-03-10>2026-03-12', 'what had ended is corrected: no news';
};

subtest 'full files: missing is ended, and an older one adds to the past' => sub {
    my $full = sub { contracts($_[0], [@{$_[1]}], '--full', '--yes') };
    $full->('2026-04-30', ['F1,f,2025-01-01,2026-08-01', 'F2,f,2025-01-01,', 'F3,f,2025-01-01,2026-08-01',
        'F4,f,2025-01-01,']);
    $full->('2026-06-30', ['F1,f,2025-01-01,2026-09-01', 'F3,f,2025-01-01,2026-08-01', 'F4,f,2025-01-01,']);
    is known('F1'), '2026-04-30>2026-08-01 2026-06-30>2026-09-01', 'another end';
    is known('F2'), '', 'missing: it was not known before';
    $full->('2026-05-31', ['F1,f,2025-01-01,2026-08-15', 'F2,f,2025-01-01,2026-06-10',
        'F3,f,2025-01-01,', 'F4,f,2025-01-01,2026-12-01']);
    is known('F1'), '2026-04-30>2026-08-01 2026-05-31>2026-08-15 2026-06-30>2026-09-01',
        'an end between two';
    is known('F3'), '2026-04-30>2026-08-01 2026-05-31>- 2026-06-30>2026-08-01',
        'none between two: the next file knew it again';
    is known('F4'), '2026-05-31>2026-12-01 2026-06-30>-', 'the next file knew of none';
    $full->('2026-07-15', ['F1,f,2025-01-01,2026-09-01', 'F4,f,2025-01-01,']);
    is known('F3'), '2026-04-30>2026-08-01 2026-05-31>- 2026-06-30>2026-08-01 '
        . '2026-07-15>2026-07-15', 'missing before it was due: ended that day';
    $full->('2026-07-10', ['F1,f,2025-01-01,2026-09-01', 'F4,f,2025-01-01,']);
    is known('F3'), '2026-04-30>2026-08-01 2026-05-31>- 2026-06-30>2026-08-01 '
        . '2026-07-10>2026-07-10', 'missing earlier already';
    is $db->value("SELECT end_date FROM contracts WHERE external_id = 'F3'"), '2026-07-10',
        'as its row says';
};

subtest 'terms of one number: the last one counts' => sub {
    contracts('2026-08-31', ['T1,t,2025-01-01,2026-01-01', 'T1,t,2026-01-01,2027-01-01']);
    is known('T1'), '2026-08-31>2027-01-01', 'known from the day of the file';
};

# A case of a new contract that the desk has ended, by an order that is done.
sub ended {
    my ($case, $k) = $d->case_at('queue');
    $d->event($case, 'end', qw(--as client));
    my $order = $db->value("SELECT id FROM orders WHERE case_id = $case");
    $d->now('2026-11-27 12:31');
    $d->tool('orders', 'export', "$case.csv", '--now', $d->now);
    $d->event($case, 'order_done', '--order', $order);
    $d->now('2026-11-27 12:00');
    return ($case, $k, 'c' . $d->id_of($k));
}

subtest 'the desk ends it, and the file confirms' => sub {
    my ($case, $k, $client) = ended();
    is known($k), '2026-11-27>2026-11-28', 'known from the day on which it was decided';
    contracts('2026-11-30', ["$k,$client,2025-01-15,2026-11-28"]);
    is known($k), '2026-11-27>2026-11-28', 'confirmed: no news';
    is $d->rows("SELECT COUNT(*) FROM desk_edits WHERE field = 'end_date' AND entity_id = "
        . $d->id_of($k)), "0\n", 'the file agrees';
};

subtest 'the desk ends it, and the file contradicts' => sub {
    my ($case, $k, $client) = ended();
    my $text = contracts('2026-11-30', ["$k,$client,2025-01-15,2027-03-01"]);
    like $text, qr/\b$k\b.*2027-03-01|2027-03-01.*\b$k\b/s, 'a conflict that is told';
    is known($k), '2026-11-27>2026-11-28', 'what the desk decided stays';
    contracts('2026-12-01', ["$k,$client,2025-01-15,"]);
    is known($k), '2026-11-27>2026-11-28', '  against a file without an end, too';
};

subtest 'undone at the desk' => sub {
    local $ENV{DESK_APPLIES} = 'direct';
    my ($case, $k) = $d->case_at('queue');
    $d->event($case, 'end', qw(--as client));
    is known($k), '2026-11-27>2026-11-28', 'known at once where this database is the master';
    is $d->event($case, 'undo', qw(--as client)), "DONE case $case queue", 'undone';
    is known($k), '', 'as if it had never been known';
    ($case, $k) = $d->case_at('queue');
    contracts('2026-11-27', ["$k,c" . $d->id_of($k) . ',2025-01-15,2027-05-01']);
    $d->event($case, 'end', qw(--as client));
    is known($k), '2026-11-27>2026-11-28', 'ended on the day of a file with another end';
    $d->event($case, 'undo', qw(--as client));
    is known($k), '2026-11-27>2027-05-01', '  undone: what the file said';
};

subtest 'ends of files from before this was recorded' => sub {
    my $id = $db->value("SELECT id FROM contracts WHERE external_id = 'F1'");
    my $newest = $db->value("SELECT MAX(as_of) FROM import_runs WHERE kind = 'contracts'");
    my ($sql) = glob "$ENV{RT_SOURCE}/sql/*_contract_ends_known.sql";
    open my $fh, '<', $sql or die "$sql: $!";
    my $statement = do { local $/; <$fh> };
    $db->sql("UPDATE contracts SET end_date = '$newest' + INTERVAL 1 DAY WHERE id = $id",
        "UPDATE contracts SET end_date = '$newest' WHERE external_id = 'F4'",
        'DELETE FROM contract_ends WHERE contract_id IN (SELECT id FROM contracts '
        . "WHERE external_id IN ('F1', 'F4'))");
    my $before = $d->rows('SELECT COUNT(*) FROM contract_ends');
    $db->sql($statement);
    is known('F1'), "$newest>" . $db->value("SELECT end_date FROM contracts WHERE id = $id"),
        'one ahead was known by the newest file';
    is known('F4'), '', 'one that is over was not known before';
    $db->sql($statement);
    is $d->rows('SELECT COUNT(*) FROM contract_ends'), ($before + 1) . "\n", 'once';
};

done_testing;
