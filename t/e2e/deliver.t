#!/usr/bin/perl
# retention deliver as the process that it is: rounds, one at a time, an end by
# SIGTERM, a database that goes away, and who is told whether it runs.
use strict;
use warnings;
use RT::Db;
use RT::Desk;
use Test::More;

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $d  = RT::Desk->new;
my $db = $d->db;
$d->now('2020-03-02 12:00');    # a Monday, long ago by any clock

sub contract { return $d->contract(set => {start_date => "'2019-01-01'"}, @_) }
sub check {
    my ($text) = $d->tool('check');
    return $text =~ /^(Desk clock: .*)$/m ? $1 : $text;
}
# What a process has printed, once it has ended; its exit status.
sub end {
    my ($run, $signal) = @_;
    kill $signal, $run->[0] if $signal;
    my $out = $run->[1];
    local $/;
    my $text = <$out>;
    close $out;
    return ($text // '', $? & 127 ? -($? & 127) : $? >> 8);
}
my @runs;
sub begin { my $run = [$d->start('deliver', @_)]; push @runs, $run; return $run }
END { kill 'KILL', map { $_->[0] } @runs }

# Wait for the end of a round that has begun after this call: the first that
# ends may have begun before.
sub a_round {
    for (1 .. 2) {
        my $last = $db->value("SELECT COALESCE(MAX(value), 0) FROM data_state WHERE name = 'deliver_at'");
        $db->wait_until("SELECT MAX(CAST(value AS SIGNED)) > $last FROM data_state WHERE name = 'deliver_at'")
            or fail('a round is made');
    }
    return;
}

# Begin one that makes a round each minute, and wait for its first.
sub begin_first {
    $db->sql("UPDATE data_state SET value = 0 WHERE name = 'deliver_at'");
    my $run = begin();
    $db->wait_until("SELECT value > 0 FROM data_state WHERE name = 'deliver_at'") or fail('a first round');
    return $run;
}

is check(), 'Desk clock: no request is open, retention deliver is not needed yet', 'nobody misses it at first';
my ($late) = $d->case_at('offer', contract => contract());
like check(), qr/^Desk clock: Requests are open, but retention deliver was never started/, 'but with an open request';

my ($broken) = $d->case_at('offer', contract => contract());
$db->sql("UPDATE retention_cases SET step = 'nowhere' WHERE id = $broken");

my $run = begin(qw(--every 1));
a_round();
like $d->state_of($late), qr/^escalated (?:work|queue) -$/, 'what ran out led to a person in the first round';
like check(), qr/^Desk clock: retention deliver ran at \d/, 'and check knows that it runs';

subtest 'there is one' => sub {
    my ($text, $status) = $d->tool('deliver');
    is $status, 1, 'a second one ends';
    like $text, qr/retention deliver is running already/, '  and says why';
    a_round();
    pass 'the first goes on';
};

subtest 'a case that cannot be read' => sub {
    a_round();
    like check(), qr/^Desk clock: retention deliver ran at \d/, 'does not keep rounds from their end';
    $db->sql("UPDATE retention_cases SET step = 'offer' WHERE id = $broken");
    a_round();
    like $d->state_of($broken), qr/^escalated (?:work|queue) -$/, 'and goes on when it is mended';
};

subtest 'what no channel can tell becomes a task' => sub {
    my ($with) = $d->case_at('reason', contract => contract());
    my ($gone) = $d->case_at('reason', contract => contract());
    my ($shut) = $d->case_at('reason', contract => contract());
    my ($client, $blocked) = map { $db->value("SELECT client_id FROM retention_cases WHERE id = $_") } $gone, $shut;
    $db->sql("UPDATE clients SET telegram_id = NULL WHERE id = $client",
        "INSERT INTO users (telegram_id, role, unreachable_at) SELECT telegram_id, 'client', UTC_TIMESTAMP() FROM clients WHERE id = $blocked");
    a_round();
    is $d->notices_of($with, "word = 'receipt'"), 'receipt:waiting', 'a client with a messenger is told by it';
    is $d->notices_of($gone, "word = 'receipt'"), 'receipt:by_hand', 'one who has none any more, by hand';
    is $d->notices_of($shut, "word = 'receipt'"), 'receipt:by_hand', 'so is one who has shut it';
    is $d->rows("SELECT COUNT(*) FROM notices WHERE user_id IS NOT NULL AND state = 'by_hand'"), "0\n",
        'notices to the staff stay what they are';
};

subtest 'a database that is away' => sub {
    $db->stop;
    like check(), qr/database/i, 'it is told so';
    $db->start;
    my ($case) = $d->case_at('offer', contract => contract());
    ok $db->wait_until("SELECT status = 'escalated' FROM retention_cases WHERE id = $case"),
        'it goes on by itself';
    $db->kill9;
    $db->start;
    a_round();
    pass 'also after a crash';
    my ($text, $status) = $d->tool('deliver');
    is $status, 1, 'and is still the only one';
};

my ($text, $status) = end($run, 'TERM');
is $status, 0, 'SIGTERM ends it';
like $text, qr/^Done: expire \d+/m, 'it has said what it did';
like $text, qr/^To be told by hand: \d+ new tasks$/m, '  and what is to be told by hand';
my $said = () = $text =~ /^retention: /mg;
cmp_ok $said, '<=', 4, 'each outage is said, not each try' or diag $text;

subtest 'once a day it tidies' => sub {
    $db->sql("UPDATE data_state SET value = 0 WHERE name = 'deliver_day'",
        "INSERT INTO messages (client_id, direction, channel, body, created_at) VALUES (1, 'from_client', 'phone', 'old', '2019-01-01')");
    local $ENV{KEEP_MESSAGES_DAYS} = 30;
    my $again = begin(qw(--every 1));
    a_round();
    is $d->rows("SELECT COUNT(*) FROM messages WHERE body = 'old'"), "0\n", 'a message that was kept long enough goes';
    $db->sql("INSERT INTO messages (client_id, direction, channel, body, created_at) VALUES (1, 'from_client', 'phone', 'old', '2019-01-01')");
    a_round();
    is $d->rows("SELECT COUNT(*) FROM messages WHERE body = 'old'"), "1\n", 'the next on the next day';
    is +(end($again, 'KILL'))[1], -9, 'killed in the middle of its life';
    my $heir = begin_first();
    pass 'another takes over at once';
    is +(end($heir, 'INT'))[1], 0, 'Ctrl-C ends it while it waits for the next minute';
};

subtest 'BOT_CLIENTS=off: all of it by hand' => sub {
    local $ENV{BOT_CLIENTS} = 'off';
    my $off = begin_first();
    is $d->rows("SELECT COUNT(*) FROM notices WHERE user_id IS NULL AND state = 'waiting'"), "0\n", 'nothing waits';
    is +(end($off, 'TERM'))[1], 0, 'ended';
};

$db->sql("UPDATE data_state SET value = UNIX_TIMESTAMP() - 301 WHERE name = 'deliver_at'");
like check(), qr/^Desk clock: retention deliver has not run for 5 min/, 'when it stands still, check says so';

for my $wrong (['--every', '0'], ['--every', '3601'], ['--every', 'x'], ['--every', ''], ['--every', '-1'], ['now'], ['--soon']) {
    is +($d->tool('deliver', @$wrong))[1], 2, "@$wrong is wrong usage";
}
{
    local $ENV{DESK_HOURS} = 'never';
    is +($d->tool('deliver'))[1], 1, 'so are hours that are none';
}

$db->finish;
done_testing;
