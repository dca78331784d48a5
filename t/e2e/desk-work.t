#!/usr/bin/perl
# How managers work, on the page of the desk's results: the time to the first
# answer, what stands beside, and who sees which manager.
use strict;
use warnings;
use utf8;
use RT::Site;
use RT::Work;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;
binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;

my $site = RT::Site->new(env => {DESK_HOURS => 'Mo-Su 09:00-18:00', REPORT_ZONE => 'Europe/Moscow'})
    ->small_company->start;
my $boss  = $site->sign_in(name => 'boss', role => 'admin');
my $anna  = $site->sign_in(name => 'anna');
my $boris = $site->sign_in(name => 'boris');
my $clara = $site->sign_in(name => 'clara');
my %id = map { $_->{name} => $_->{id} } $anna, $boris, $clara;

$site->sql(map { "INSERT INTO clients (id, external_id) VALUES ($_, 'w$_');"
        . "INSERT INTO contracts (id, external_id, client_id, start_date, end_date, active) VALUES "
        . "($_, 'W$_', $_, '2020-01-01', " . ($_ == 902 ? "'2025-06-20', 0" : 'NULL, 1') . ');' } 901, 902);

# A case of the desk; times are of UTC, three hours behind the zone of reports.
sub a_case {
    my ($manager, $how, %set) = @_;
    my %row = (contract_id => 901, client_id => 901, status => 'escalated', step => 'work',
        created_at => '2025-05-01 07:00:00', escalated_at => '2025-06-02 07:00:00',
        $manager ? (assigned_manager_id => $id{$manager}) : (), %set);
    my @names = grep { defined $row{$_} } sort keys %row;
    $site->sql('INSERT INTO retention_cases (' . join(', ', @names) . ') VALUES ('
        . join(', ', map { "'$row{$_}'" } @names) . ')');
    my $case = $site->value('SELECT MAX(id) FROM retention_cases');
    $site->sql(map { 'INSERT INTO case_events (case_id, kind, status, actor, happened_at) VALUES '
            . "($case, '$_', 'escalated', 'system', '2025-06-02 07:00:00')" } split / /, $how) if $how;
    return $case;
}
my %stays = (status => 'retained', step => 'done', outcome => 'stayed');

a_case('anna', 'assign pass take', %stays, first_answer_at => '2025-06-02 09:00:00',
    completed_at => '2025-06-03 10:00:00');
a_case('anna', 'take assign', %stays, first_answer_at => '2025-06-04 07:00:00',
    completed_at => '2025-06-04 10:00:00', contract_id => 902, client_id => 902);
a_case('boris', 'pass', escalated_at => '2025-06-05 07:00:00');
a_case(undef, '', step => 'queue');
a_case('boris', 'take', source => 'list');
a_case('boris', 'take', status => 'active', step => 'void', outcome => $_,
    deleted_at => '2025-06-05 10:00:00') for qw(lapsed lapsed void no_contact);
a_case('boris', '', step => '');                                        # of another system
a_case('boris', 'take', escalated_at => '2025-05-31 20:59:59');         # May
a_case('boris', 'assign', escalated_at => '2025-06-30 20:59:59',
    first_answer_at => '2025-07-01 07:00:00');                          # June, in Moscow
a_case('boris', 'take', escalated_at => '2025-06-30 21:00:00');         # July

sub work {
    my ($as, $query) = @_;
    my $r = $site->get("/desk?lang=en&$query", as => $as);
    is $r->{status}, 200, "/desk?$query for $as->{name}";
    my ($part) = $r->{content} =~ m{(<section class="card" id="desk-work">.*?</section>)}s;
    ok defined $part, 'it has the part' or return '';
    return ($part, $r);
}
sub rows {
    my ($part) = @_;
    return join '; ', map { RT::Work::text(join '|', m{<td[^>]*>(.*?)</td>}gs) }
        $part =~ m{<tr>(<td.*?)</tr>}gs;
}
# The page shows it when the snapshot has cases.
$site->refresh;
my $JUNE = 'from=2025-06&to=2025-06';

my ($part, $r) = work($boss, $JUNE);
my $text = RT::Work::text($part);
like $text, qr/from 1 Jun 2025 to 30 Jun 2025/, 'the days that are counted';
like $text, qr/first answer, median 2\.0 working h .*answers within 18\.0 working h /,
    'two, 18 and one working hours';
like $text, qr/Answered 3 Unanswered 2 of these waiting now: 2 /, 'two wait';
like $text, qr/lapsed 2, opened by mistake 1, client not reached 1, from lists 1\./, 'what stands beside';
is rows($part), 'anna|1|1 of 1|1 of 1|1|0 of 1|0 of 1; boris|0|—|—|2|1 of 2|—',
    'a row for each manager, taken apart from given';
like $r->{headers}{'cache-control'}, qr/no-store/, 'nobody keeps it';

is rows(work($anna, $JUNE)), 'anna|1|1 of 1|1 of 1|1|0 of 1|0 of 1', 'a manager sees himself';
is rows(work($boris, $JUNE)), 'boris|0|—|—|2|1 of 2|—', 'the next one not what was made for her';
($part) = work($clara, $JUNE);
is rows($part), '', 'one without cases sees nobody';
like $part, qr/Nobody had a request in these days/, 'which is said';
is rows(work($boss, $JUNE)), 'anna|1|1 of 1|1 of 1|1|0 of 1|0 of 1; boris|0|—|—|2|1 of 2|—',
    'administrators see all again';

# Nothing of it is kept with the page.
$site->sql("UPDATE retention_cases SET first_answer_at = NULL WHERE assigned_manager_id = $id{anna}");
like rows(work($boss, $JUNE)), qr/^anna\|1\|—\|1 of 1\|1\|—\|/, 'a change is seen at once';

subtest 'no share below 30 cases' => sub {
    a_case('anna', 'take', escalated_at => '2025-08-01 07:00:00', %stays,
        first_answer_at => '2025-08-01 08:00:00', completed_at => '2025-08-02 08:00:00') for 1 .. 29;
    is rows(work($anna, 'from=2025-08&to=2025-08')), 'anna|29|29 of 29|29 of 29|0|—|—', '29 are counted';
    a_case('anna', 'take', escalated_at => '2025-08-31 07:00:00', %stays,
        first_answer_at => '2025-08-31 08:00:00', completed_at => '2025-08-31 08:30:00');
    is rows(work($anna, 'from=2025-08&to=2025-08')),
        'anna|30|100.0% (30 of 30, 95%: 88.6% … 100.0%)|100.0% (30 of 30, 95%: 88.6% … 100.0%)|0|—|—',
        'of 30 there is a share with its interval';
};

subtest 'the last 90 days, where none are named' => sub {
    my $now = $site->value('SELECT UTC_TIMESTAMP()');
    a_case('clara', 'take', escalated_at => $now);
    is rows(work($clara, '')), 'clara|1|—|—|0|—|—', 'a case of today';
    $site->sql('UPDATE retention_cases SET escalated_at = UTC_TIMESTAMP() - INTERVAL 91 DAY '
        . "WHERE assigned_manager_id = $id{clara}");
    is rows(work($clara, '')), '', 'none of 91 days ago';
};

subtest 'an end that was ordered, and one contract after another' => sub {
    a_case('clara', 'take', escalated_at => '2025-10-01 07:00:00', %stays,
        completed_at => '2025-10-01 08:00:00', contract_id => 902, client_id => 902);
    my $rows = sub { return rows(work($clara, 'from=2025-10&to=2025-10')) };
    $site->sql("UPDATE contracts SET end_date = '2025-10-31' WHERE id = 902");
    is $rows->(), 'clara|1|—|0 of 1|0|—|—', 'an end on the 30th day';
    $site->sql("INSERT INTO contracts (id, external_id, client_id, start_date) VALUES "
        . "(903, 'W903', 902, '2025-10-31')");
    is $rows->(), 'clara|1|—|1 of 1|0|—|—', 'is none when another contract continues it';
    $site->sql("UPDATE contracts SET start_date = '2025-11-01' WHERE id = 903");
    is $rows->(), 'clara|1|—|0 of 1|0|—|—', 'but for a day of pause';
    $site->sql("UPDATE contracts SET end_date = '2025-11-01' WHERE id = 902");
    is $rows->(), 'clara|1|—|1 of 1|0|—|—', 'an end a day later comes too late';
    $site->sql('INSERT INTO orders (dedup_key, contract_id, kind, effective_on, created_at) VALUES '
        . "('t1', 902, 'termination', '2026-01-01', '2025-10-31 20:59:59')");
    is $rows->(), 'clara|1|—|0 of 1|0|—|—', 'one ordered on the 30th day counts';
    $site->sql("UPDATE orders SET created_at = '2025-10-31 21:00:00' WHERE dedup_key = 't1'");
    is $rows->(), 'clara|1|—|1 of 1|0|—|—', 'one ordered later does not';
    $site->sql("UPDATE orders SET created_at = '2025-10-20', state = 'cancelled' WHERE dedup_key = 't1'");
    is $rows->(), 'clara|1|—|1 of 1|0|—|—', 'nor one that was taken back';
};
$site->finish;
done_testing;
