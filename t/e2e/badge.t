#!/usr/bin/perl
# The menu says how many overdue requests of the queue somebody sees: by role,
# with DESK_SEE=all and own, on pages that a worker keeps for others, too.
use strict;
use warnings;
use utf8;
use RT::Site;
use RT::Work;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;
binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;

# What stands beside the queue in the menu: "5|Overdue: 5"; undef: no queue.
sub badge {
    my ($site, $who, $path) = @_;
    my $html = $site->get($path // '/queue', as => $who)->{content};
    utf8::decode($html);
    my ($words, $n) = $html =~ m{<a href="/queue[^"]*"[^>]* title="([^"]*)">[^<]*<small class="badge">([^<]*)</small>}
        or return;
    return "$n|$words";
}

for my $see (qw(all own)) {
    my $w = RT::Work->new(env => {DESK_SEE => $see}, later => 1);
    my $site = $w->site;
    $site->small_company->start;
    my ($anna, $boris) = map { $w->staff($_) } qw(anna boris);
    my $chief = $w->staff('chief', role => 'admin');
    my $client = $site->sign_in(name => 'client', role => 'client');
    my @all = ($anna, $boris, $chief);
    my $all = sub { my ($path) = @_; return join ' ', map { (badge($site, $_, $path) // '-') =~ s/\|.*//r } @all };

    is_deeply [map { badge($site, $_) } @all], ['|', '|', '|'], "DESK_SEE=$see: nothing is overdue, nothing is said";
    is badge($site, $client, '/churn'), undef, 'a client has no menu';
    is badge($site, {cookies => {}}, '/login'), undef, 'nobody has none';

    # id, manager, due in so many minutes, more
    my $case = sub {
        my ($id, $manager, $minutes, $more) = @_;
        $w->contract(id => $id);
        $w->sql('INSERT INTO retention_cases (id, contract_id, client_id, status, step, created_at, escalated_at, '
            . "due_at, assigned_manager_id) VALUES ($id, $id, $id, 'escalated', " . ($manager ? "'work'" : "'queue'")
            . ", UTC_TIMESTAMP(), UTC_TIMESTAMP(), UTC_TIMESTAMP() + INTERVAL $minutes MINUTE, "
            . ($manager ? $manager->{id} : 'NULL') . ')', $more ? "UPDATE retention_cases SET $more WHERE id = $id" : ());
    };
    $case->(501, $anna, -1);
    $case->(502, $anna, 60);
    $case->(503, $boris, -60);
    $case->(504, $boris, -3000);
    $case->(505, undef, -1);
    $case->(506, undef, -1, 'deleted_at = UTC_TIMESTAMP()');
    $case->(507, undef, -1, "status = 'retained', step = 'done', completed_at = UTC_TIMESTAMP()");
    $case->(508, undef, -1, 'due_at = NULL');
    my $want = $see eq 'all' ? '4 4 4' : '2 3 4';
    is $all->(), $want, $see eq 'all' ? 'all see all that are overdue' : 'managers see their own and what is nobody\'s';
    is $all->('/churn'), $want, 'on a page that is kept for others';
    is $all->('/churn'), $want, '  each their own number when it comes from there';
    is $all->('/nothing'), $want, 'on an error page';
    is badge($site, $anna, '/queue?lang=ru'), ($see eq 'all' ? '4|Просрочено: 4' : '2|Просрочено: 2'), 'in Russian';
    is badge($site, $chief, '/churn?lang=en'), '4|Overdue: 4', 'in English';

    $site->sql("UPDATE users SET telegram_id = 700501 WHERE id = $chief->{id}",
        'UPDATE clients SET telegram_id = 700501 WHERE id = 501');
    is $all->(), $want =~ s/4$/3/r, 'not that of one\'s own contract';

    $site->sql('UPDATE retention_cases SET due_at = UTC_TIMESTAMP() + INTERVAL 1 HOUR');
    is_deeply [map { badge($site, $_, '/churn') } @all], ['|', '|', '|'], 'none any more: it goes at once';

    $site->sql("UPDATE users SET telegram_id = NULL WHERE id = $chief->{id}");
    $case->($_, $boris, -1) for 601 .. 699;
    is $all->(), $see eq 'all' ? '99 99 99' : ' 99 99', '99 are counted';
    $case->(700, undef, -1);
    is $all->(), $see eq 'all' ? '99+ 99+ 99+' : '1 99+ 99+', 'more are not';
    is badge($site, $chief), '99+|Overdue: 99+', '  nor said';

    $site->sql("UPDATE users SET role = 'client' WHERE id = $boris->{id}");
    is badge($site, $boris, '/churn'), undef, 'gone with the role';
    $site->sql('RENAME TABLE retention_cases TO elsewhere');
    is badge($site, $anna, '/churn'), '|', 'it is not known: the page does without';
    $site->sql('RENAME TABLE elsewhere TO retention_cases');
    $site->finish;
}

done_testing;
