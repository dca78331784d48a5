#!/usr/bin/perl
# A day at the desk whose every step is killed at its n-th statement and then
# asked for again: the rows are those of a day that nobody disturbed.  And
# people at work while files of contracts are imported.
use strict;
use warnings;
use RT::Cut;
use RT::Db;
use RT::Desk;
use RT::Long qw(long);
use Test::More;

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $d  = RT::Desk->new;
my $db = $d->db;
$db->sql("UPDATE users SET case_limit = 1000000");

# Event and options; "C" stands for the contract, "O" for the last order.
my @DAY = (
    [C => 'request', qw(--as client)],
    [qw(reason --as client --reason price)],
    [qw(decline --as client --n 1)],
    [qw(message --as client --text hello)],
    [qw(ask_manager --as client)],
    [qw(take --as anna)],
    [qw(callback --as anna --at), '2026-11-30 10:00', qw(--source phone --note agreed)],
    [qw(decline --as client --n 2)],
    [qw(propose --as anna --offer 3)],
    [qw(accept --as client --n 3)],
    [qw(undo --as client)],
    [qw(end --as client)],
    [O => 'order_done'],
);

sub command {
    my ($k, $i) = @_;
    my @step = @{$DAY[$i]};
    my $id   = $d->id_of($k);
    my @key  = ('--key', "day$id:$i", '--now', $d->now);
    return ('event', $k, @step[1 .. $#step], @key) if $step[0] eq 'C';
    my $case = $db->value("SELECT MAX(id) FROM retention_cases WHERE contract_id = $id");
    if ($step[0] eq 'O') {
        shift @step;
        push @step, '--order',
            $db->value("SELECT MAX(id) FROM orders WHERE case_id = $case");
    }
    return ('event', $case, @step, @key);
}

# Everything that the day of a contract has left, without the numbers of rows.
sub rows {
    my ($k) = @_;
    my $id = $d->id_of($k);
    my $of = "JOIN retention_cases c ON c.id = x.case_id WHERE c.contract_id = $id ORDER BY x.id";
    my $text = $d->rows('SELECT status, step, outcome, reason, proposed_offer_id, '
            . 'assigned_manager_id, escalated_at, due_at, callback_at, first_answer_at, '
            . 'completed_at, fee_at_close_minor, profit_at_close_minor, cost_at_close_minor, '
            . "version, wake_at, arm FROM retention_cases WHERE contract_id = $id")
        . $d->rows('SELECT x.kind, x.status, x.step, x.offer_id, x.manager_id, x.actor, '
            . "SUBSTRING_INDEX(x.dedup_key, ':', -1), x.note FROM case_events x $of")
        . $d->rows('SELECT x.n, x.offer_id, x.state, x.by_user, x.cost_minor, x.net_minor, '
            . "x.answered_at FROM case_offers x $of")
        . $d->rows("SELECT x.kind, x.state, x.effective_on, x.direct, "
            . "SUBSTRING_INDEX(x.dedup_key, ':', -2) FROM orders x $of")
        . $d->rows("SELECT x.word, x.state, x.args, x.user_id, x.channel, "
            . "SUBSTRING_INDEX(x.dedup_key, ':', -1) FROM notices x $of")
        . $d->rows("SELECT x.body, x.direction, x.answered_at FROM messages x $of")
        . $d->rows('SELECT effective_on, monthly_fee_minor FROM contract_changes WHERE '
            . "contract_id = $id ORDER BY effective_on, order_key")
        . $d->rows("SELECT end_date, active, end_cause, version FROM contracts WHERE id = $id")
        . $d->rows("SELECT field FROM desk_edits WHERE entity_id = $id")
        . $d->rows("SELECT end_date FROM contract_ends WHERE contract_id = $id")
        . $d->rows("SELECT a.action, a.result, a.before_value, a.after_value FROM audit_log a "
            . "JOIN retention_cases c ON c.id = a.entity_id AND a.entity = 'case' "
            . "WHERE c.contract_id = $id ORDER BY a.id");
    return $text;
}

my $clean = $d->contract;
for my $i (0 .. $#DAY) {
    my ($text, $status) = $d->tool('desk', command($clean, $i));
    is $status, 0, "step $i of an undisturbed day" or diag $text;
}
my $want = rows($clean);
like $want, qr/^churned done insisted price /, 'which ends as it should';

# Killed at the n-th packet; whether there are as many.
sub killed {
    my ($n, @command) = @_;
    my $wire = RT::Cut->new($db->socket, 'stop', $n);
    local $ENV{DB_HOST} = $wire->socket;
    my ($pid, $out) = $d->start('desk', @command);
    my $stopped = $wire->stops;
    kill 'KILL', $pid;
    close $out;
    return $stopped;
}

my ($n, $kills, @different) = (0, 0);
for (;; $n += long(12, 1)) {
    my $k    = $d->contract;
    my $hits = 0;
    for my $i (0 .. $#DAY) {
        my @command = command($k, $i);
        $hits++ if killed($n + 1, @command);
        my ($text, $status) = $d->tool('desk', @command);
        push @different, "step $i after a kill at packet " . ($n + 1) . ": $text" if $status;
    }
    my $have = rows($k);
    push @different, "kills at packet " . ($n + 1) . ":\n$have" if $have ne $want;
    last if !$hits;
    $kills += $hits;
}
cmp_ok $kills, '>', 40, "killed $kills times";
is scalar @different, 0, 'the rows are those of an undisturbed day'
    or diag $different[0], "\nnot\n$want";

# COMMIT is lost, or only its answer: it is looked up by the key.
for my $when (qw(before after)) {
    my $k = $d->contract;
    for my $i (0 .. $#DAY) {
        my @command = command($k, $i);
        my $wire = RT::Cut->new($db->socket, $when);
        local $ENV{DB_HOST} = $wire->socket;
        my ($text, $status) = $d->tool('desk', @command);
        like $text, qr/^DONE /, "step $i, the connection lost $when COMMIT" or diag $text;
    }
    is rows($k), $want, 'is done once';
}

# People at work while files come in.
my @k = map { $d->contract } 1 .. long(4, 12);
sub file {
    my ($round) = @_;
    $d->file("round$round.csv", "contract_id,client_id,start_date,end_date,monthly_fee,region\n"
        . join '', map { "$_,c" . $d->id_of($_) . ",2025-01-15,,1000,R$round\n" } @k);
    return;
}
file($_) for 1 .. 6;
my $importer = fork // die $!;
if (!$importer) {
    for my $round (1 .. 6) {
        my ($text, $status) = $d->tool('import', 'contracts', "round$round.csv",
            '--as-of', sprintf '2026-11-%02d', $round + 10);
        if ($status) { print {*STDERR} $text; POSIX::_exit(1) }
    }
    POSIX::_exit(0);
}
my @failed;
for my $k (@k) {
    for my $i (0 .. $#DAY) {
        my ($text, $status) = $d->tool('desk', command($k, $i));
        push @failed, "$k step $i: $text" if $status;
    }
}
waitpid $importer, 0;
is $?, 0, 'imports go through while people work';
is join('', @failed), '', 'and people are not disturbed';
is $d->rows('SELECT COUNT(*), MIN(end_date), MAX(end_date) FROM contracts WHERE id IN ('
    . join(',', map { $d->id_of($_) } @k) . ')'), @k . " 2026-11-28 2026-11-28\n",
    'no end that the desk gave is lost';

$d->db->finish;
done_testing;
