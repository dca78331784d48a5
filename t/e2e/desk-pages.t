#!/usr/bin/perl
# The work pages: the queue, a case, the call screen, by nginx and a real
# database, as DESK 9 and the lines of DESK 10 that show on them.
use strict;
use warnings;
use utf8;
use POSIX ();
use RT::Site;
use RT::Work;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;
binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;

my $w    = RT::Work->new(workers => 3);
my $site = $w->site;
my $anna = $w->staff('anna');
my $boris = $w->staff('boris');
my $chief = $w->staff('chief', role => 'admin');

sub page { my ($path, $as) = @_; return $site->get($path, as => $as // $anna) }
sub html { my ($path, $as) = @_; return page($path, $as)->{content} }
sub text { my ($path, $as) = @_; return RT::Work::text(html($path, $as)) }
# Texts of the buttons and folds of a page.
sub buttons {
    my ($path, $as) = @_;
    my $html = html($path, $as);
    utf8::decode($html);
    $html =~ s{<header.*?</header>}{}s;
    return {map { $_ => 1 } $html =~ m{<(?:button|summary)[^>]*>([^<]+)<}g};
}

subtest 'from the number to the verdict in at most four clicks' => sub {
    my $k = $w->contract;
    my $clicks = 0;
    my $r = $site->post('/queue/find', {q => RT::Work::number($k)}, as => $anna);
    $clicks++;    # Find
    is $r->{headers}{location}, "/calls/$k", 'the number leads to the call screen';
    my $call = html("/calls/$k");
    like RT::Work::text($call), qr/Call: contract K0001.*Open a request.*1000|Open a request/s, 'with what there is to do';
    like RT::Work::text($call), qr/What can be offered.*Discount.*Bonus.*Free/s, '  and the offers in their order';
    my ($nonce) = $call =~ /name="nonce" value="([^"]+)-open"/;
    $r = $site->post("/calls/$k", {nonce => "$nonce-open", source => 'phone',
        note => 'phoned', reason => 'price'}, as => $anna);
    $clicks++;    # Open a request
    is $r->{status}, 303, 'a request is opened on the client\'s word';
    is $r->{headers}{location}, "/calls/$k?done=yes", '  back on the call screen';
    my $case = $w->open_case($k);
    is $w->state_of($case), 'active offer -', '  the reason is noted and an offer made';
    $call = html("/calls/$k?done=yes");
    like RT::Work::text($call), qr/Tell the client.*We would like you to stay and can offer: Discount\. for half a year\. From .* RUB 800\.00 a month instead of RUB 1,000\.00, for 6 months/s,
        '  whose words are there to read out';
    is_deeply [sort grep { /^(Accepts|Declines|Stays|End contract|Asks for a manager)$/ } keys %{buttons("/calls/$k")}],
        ['Accepts', 'Asks for a manager', 'Declines', 'End contract', 'Stays'], '  and what the client may say';
    my ($other) = $call =~ /name="nonce" value="([^"]+)-word"/;
    $r = $w->word($anna, $case, 'accept', n => 1, from => 'call', nonce => "$other-word");
    $clicks++;    # Accepts
    is $w->state_of($case), 'retained done accepted', 'the verdict';
    cmp_ok $clicks, '<=', 4, "$clicks clicks";
    is $r->{headers}{location}, "/cases/$case?done=yes", 'then the case itself is shown';

    $k = $w->contract;
    $case = $w->open($anna, $k);
    $r = $w->word($anna, $case, 'end', from => 'call');
    is $r->{status}, 200, 'an end is asked once more';
    like RT::Work::text($r->{content}), qr/End contract K0002\? It will stay in force up to and including/, '  in the words of the contract';
    is $w->state_of($case), 'active offer -', '  and nothing has happened yet';
    $r = $w->word($anna, $case, 'end', from => 'call', confirmed => 1);
    is $r->{status}, 303, 'the fourth click';
    is $w->state_of($case), 'churned done insisted', '  ends it';
};

subtest 'what is typed on the queue is found' => sub {
    my $k = $w->contract;
    my $case = $w->open($anna, $k);
    for my $q (RT::Work::number($k), RT::Work::phone($k), "8 (495) 000-00-0$k", $case, "№ $case", "#$case") {
        my $r = $site->post('/queue/find', {q => $q}, as => $anna);
        is $r->{status}, 303, "$q: found" or diag RT::Work::text($r->{content});
        is $r->{headers}{location}, "/calls/$k", '  the call screen of its contract';
    }
    for my $q ('nobody', '+74990000000', '999999', '№', '9' x 40, "' OR 1=1 --") {
        my $r = $site->post('/queue/find', {q => $q}, as => $anna);
        is $r->{status}, 422, "$q: nothing";
        like $r->{content}, qr/value="\Q@{[$q =~ s{'}{&#39;}gr]}\E"/, '  and it is still there'
            if $q !~ /\W/;
        like $r->{content}, qr/aria-invalid="true" aria-describedby="find-q-error"/, '  said at the field';
    }
    $w->sql("INSERT INTO contracts (id, external_id, client_id, start_date, plan) VALUES "
        . "(900, 'SECOND-1', $k, '2024-01-01', 'Old')");
    my $r = $site->post('/queue/find', {q => RT::Work::phone($k)}, as => $anna);
    is $r->{status}, 200, 'a phone of two contracts';
    like $r->{content}, qr{href="/calls/$k".*href="/calls/900"|href="/calls/900".*href="/calls/$k"}s, '  leads to both';
    unlike $r->{content}, qr/SECOND-1/, '  whose numbers are masked';
};

subtest 'the queue' => sub {
    $w->sql("UPDATE retention_cases SET deleted_at = UTC_TIMESTAMP()");
    my ($first) = $w->case_at('queue');
    my ($second) = $w->case_at('queue');
    my ($mine) = $w->case_at('work');
    my ($asked) = $w->case_at('offer');
    $w->sql("UPDATE retention_cases SET due_at = UTC_TIMESTAMP() - INTERVAL 125 MINUTE WHERE id = $second",
        "UPDATE retention_cases SET due_at = UTC_TIMESTAMP() + INTERVAL 90 MINUTE WHERE id = $first");
    my $html = html('/queue?who=new');
    my @tabs = ('New 2', 'Mine 1', 'All 4', 'Client decides 1', 'Tell by hand 0');
    is_deeply [$site->tabs('/queue', as => $anna)], [map { join ' ', @tabs[0 .. $_ - 1], "[$tabs[$_]]", @tabs[$_ + 1 .. $#tabs] } 0 .. $#tabs],
        'tabs with counts, each leads to its list';
    is join(' ', $html =~ m{href="/cases/(\d+)"}g), "$second $first", 'overdue first';
    like RT::Work::text($html), qr/$second −2 hours/, 'late';
    like $html, qr/class="late".*?class="dot"/s, '  and marked';
    like RT::Work::text($html), qr/I••• I••• ••\d\d Too expensive/, 'clients are masked';
    unlike $html, qr/Ivanova|Irina|\+7495|K00\d\d/, '  entirely';
    is scalar(() = $html =~ m{value="take"}g), 2, 'a button to take each';
    unlike html('/queue?who=mine'), qr/value="take"/, '  not what is one\'s own';
    like html('/queue?who=mine'), qr{href="/cases/$mine"}, 'mine';
    unlike html('/queue?who=mine', $boris), qr{href="/cases/}, '  of Boris: none';
    like html('/queue?who=client'), qr{href="/cases/$asked"}, 'what the client decides';
    like text('/queue?who=client'), qr/Discount, awaits an answer/, '  with its offer';
    is join(' ', html('/queue?who=all&step=work') =~ m{href="/cases/(\d+)"}g), $mine, 'of one step';
    is join(' ', html('/queue?who=all&reason=quality') =~ m{href="/cases/(\d+)"}g), '', 'of one reason';
    is scalar(() = html("/queue?who=$_&reason=price") =~ m{href="/cases/(\d+)"}g), {all => 4, new => 2, mine => 1, client => 1}->{$_},
        "  and $_ of another" for qw(all new mine client);
    is scalar(() = html("/queue?who=all&reason=price&sort=-profit&step=$_") =~ m{href="/cases/(\d+)"}g), {queue => 2, work => 1, offer => 1, proposal => 0}->{$_},
        "  at $_, by profit" for qw(queue work offer proposal);
    is join(' ', html("/queue?who=new&manager=$anna->{id}") =~ m{href="/cases/(\d+)"}g), '', 'new ones of a manager: none';
    is join(' ', html("/queue?who=all&manager=$anna->{id}") =~ m{href="/cases/(\d+)"}g), $mine, 'of one manager';
    is scalar(() = html('/queue?who=all&region=North&region=South&plan=Full') =~ m{href="/cases/(\d+)"}g), 4, 'of regions and a plan';
    is scalar(() = html('/queue?who=all&region=South') =~ m{href="/cases/(\d+)"}g), 0, '  of another';
    is page("/queue?$_")->{status}, 400, "/queue?$_ is refused"
        for 'who=x', 'step=done', 'after=x', 'after=1', 'after=1~x', 'sort=id', 'manager=x', 'nonsense=1';
    $w->sql('UPDATE contracts SET monthly_profit_minor = id * 1000');
    my @by_profit = html('/queue?who=all&sort=-profit') =~ m{href="/cases/(\d+)"}g;
    is_deeply \@by_profit, [sort { $b <=> $a } @by_profit], 'by profit, the highest first';
    is page('/queue')->{headers}{'cache-control'}, 'no-store', 'nobody keeps it';
    unlike html("/calls/" . $w->contract), qr{/show"}, 'without a request nobody\'s contacts are shown';
    is $w->press($boris, "/cases/$first", 'take')->{headers}{location}, "/cases/$first?done=noted", 'taken in the row';
    is $w->state_of($first), 'escalated work -', '  it is in work';
};

subtest 'page by page each row comes once' => sub {
    my $other = RT::Work->new(env => {});
    my $admin = $other->staff('boss', role => 'admin');
    my @ids = map { 1000 + $_ } 1 .. 130;
    $other->sql('INSERT INTO clients (id, external_id) VALUES ' . join(',', map { "($_, 'x$_')" } @ids),
        'INSERT INTO contracts (id, external_id, client_id, start_date, monthly_profit_minor) VALUES '
        . join(',', map { "($_, 'x$_', $_, '2025-01-01', " . ($_ % 7 ? $_ % 7 * 100 : 'NULL') . ')' } @ids),
        'INSERT INTO retention_cases (id, contract_id, client_id, created_at, status, step, escalated_at, due_at) VALUES '
        . join(',', map { "($_, $_, $_, UTC_TIMESTAMP(), 'escalated', 'queue', UTC_TIMESTAMP(), "
            . ($_ % 5 ? "'2026-12-0" . ($_ % 5) . " 10:00:00'" : 'NULL') . ')' } @ids));
    for my $sort ('', '&sort=-profit') {
        for my $who (qw(all new)) {
            my ($path, @seen) = ("/queue?who=$who$sort");
            for (1 .. 5) {
                my $html = $other->site->get($path, as => $admin)->{content};
                push @seen, $html =~ m{<td><a href="/cases/(\d+)"}g;
                ($path) = $html =~ m{class="links next"><a href="([^"]+)"} or last;
                $path =~ s/&amp;/&/g;
            }
            is scalar @seen, 130, "$who$sort: all";
            my %once = map { $_ => 1 } @seen;
            is scalar keys %once, 130, '  once';
        }
    }
    $other->site->finish;
};

subtest 'a case, and what can be done with it' => sub {
    my ($case, $k) = $w->case_at('queue');
    my $html = html("/cases/$case");
    like RT::Work::text($html), qr/Request No\. $case waits for a manager/, 'its state';
    unlike $html, qr/Ivanova|\+7495|\Q@{[RT::Work::number($k)]}\E/, 'the client and the contract are masked';
    my $r = $site->post("/cases/$case/show", {}, as => $anna);
    is $r->{status}, 200, 'shown when it is asked for';
    like RT::Work::text($r->{content}), qr/Ivanova Irina.*\+7495000/s, '  in full';
    is $w->value("SELECT CONCAT_WS(' ', user_id, entity, entity_id, result) FROM audit_log WHERE action = 'client_show'"),
        "$anna->{id} client $k done", '  and in the audit log';
    like text("/cases/$case"), qr/What happened.*request made phoned.*We received your request.*asks for a manager named the passport.*will contact you by/s,
        'one timeline, of what was done and what was said';
    like $html, qr{<footer class="bottom">[^<]* 0\.}, 'below it the product, as on every page';
    like text("/cases/$case"), qr/To the client told We received your request No\. $case/, '  with the words that the client heard';
    my $b = buttons("/cases/$case");
    ok $b->{$_}, "to press: $_" for 'Take', 'Declines', 'Accepts', 'Stays', 'End contract', 'Comment', 'Write';
    ok !$b->{$_}, "not yet: $_" for 'Stayed', 'Left', 'Call back', 'Give back', 'Offer', 'Recall the offer';
    ok $b->{'By mistake'}, 'who opened it may void it';
    ok !buttons("/cases/$case", $boris)->{'By mistake'}, '  nobody else';
    ok buttons("/cases/$case", $chief)->{'Assign'}, 'an administrator may assign it';

    $w->press($anna, "/cases/$case", 'take');
    $b = buttons("/cases/$case");
    ok $b->{$_}, "now: $_" for 'Stayed', 'Left', 'Call back', 'No answer', 'Pass on', 'Give back';
    ok !buttons("/cases/$case", $boris)->{$_}, "not for Boris: $_" for 'Stayed', 'Left', 'Take';
    is $w->press($anna, "/cases/$case", 'pass', user => $boris->{id})->{status}, 303, 'passed on';
    is $w->value("SELECT assigned_manager_id FROM retention_cases WHERE id = $case"), $boris->{id}, '  to Boris';
    is $w->press($boris, "/cases/$case", 'release')->{status}, 303, 'given back';
    is $w->state_of($case), 'escalated queue -', '  to the queue';
    is $w->press($chief, "/cases/$case", 'assign', user => $anna->{id})->{status}, 303, 'assigned';
    is $w->press($anna, "/cases/$case", 'comment', text => "line one\r\n<b>two</b>")->{status}, 303, 'a comment of two lines';
    unlike text("/cases/$case?done=noted"), qr/Tell the client/, '  after which there is nothing to tell';
    like html("/cases/$case"), qr/line one\r?\n&lt;b&gt;two&lt;\/b&gt;/, '  as it was typed, as text';
    is $w->press($anna, "/cases/$case", 'message', text => 'We will call you.')->{status}, 303, 'a message';
    like text("/cases/$case"), qr/message to the client We will call you\./, '  stands in the timeline';
    is page("/cases/$_")->{status}, 404, "/cases/$_: none" for 0, 999999, 'x', '1e1', '9' x 30;
    is page("/calls/$_")->{status}, 404, "/calls/$_: none" for 0, 999999, 'x';
};

subtest 'proposals by hand' => sub {
    my ($case) = $w->case_at('queue');
    $w->word($anna, $case, 'decline', n => 1);
    $w->press($anna, "/cases/$case", 'take');
    my $html = html("/cases/$case");
    like RT::Work::text($html), qr/What can be offered Bonus.*Free.*The others do not fit Discount Why not: shown in this request already/s,
        'in order, and why the others do not fit';
    is $w->press($anna, "/cases/$case", 'propose', offer => 2)->{status}, 303, 'proposed';
    is $w->state_of($case), 'escalated proposal -', '  the client decides';
    my $r = $w->press($anna, "/cases/$case", 'propose', offer => 3);
    is $r->{status}, 409, 'one at a time';
    like RT::Work::text($r->{content}), qr/not possible now:/, '  said so';
    is $w->press($anna, "/cases/$case", 'recall', n => 2)->{status}, 303, 'recalled';
    $r = $w->word($anna, $case, 'accept', n => 2);
    is $r->{status}, 409, 'recalled meanwhile: accept is not possible';
    is $w->orders_of($case), '', '  and nothing is ordered';
    is $w->press($anna, "/cases/$case", 'propose', offer => 3)->{status}, 303, 'another';
    $w->press($boris, "/cases/$case", 'comment', text => 'hm');
    is $w->word($anna, $case, 'accept', n => 3)->{status}, 303, 'a comment after it does no harm';
    is $w->orders_of($case), 'offer new free_months 2', 'one order';
};

subtest 'what an admin may propose all the same' => sub {
    my ($case, $contract) = $w->case_at('work');
    $w->word($anna, $case, 'decline', n => 1);
    my %id = map { $_->[0] => $w->value("SELECT MAX(id) FROM offers WHERE external_id = '$_->[0]'") } map {
        my ($name, $threshold, $reason) = @$_;
        $w->sql("INSERT INTO offers (external_id, offer_type, auto, min_profit_threshold_minor, effect) VALUES ('$name', '$name', 0, $threshold, 'none')",
            $reason ? "INSERT INTO offer_reasons SELECT id, '$reason' FROM offers WHERE external_id = '$name'" : ());
        $_;
    } ['dear', 9999999], ['fine', 0], ['had', 0], ['moved', 0, 'moving'], ['dear_moved', 9999999, 'moving'];
    $w->sql("INSERT INTO retention_cases (id, contract_id, client_id, status, step, outcome, created_at, completed_at) VALUES (9000, $contract, $contract, "
            . "'retained', 'done', 'accepted', UTC_TIMESTAMP() - INTERVAL 30 DAY, UTC_TIMESTAMP() - INTERVAL 20 DAY)",
        "INSERT INTO case_offers (case_id, n, offer_id, state, offer_type, shown_at, expires_at, answered_at) VALUES (9000, 1, $id{had}, 'accepted', 'had', "
            . 'UTC_TIMESTAMP() - INTERVAL 25 DAY, UTC_TIMESTAMP() - INTERVAL 20 DAY, UTC_TIMESTAMP() - INTERVAL 20 DAY)');
    my $still = sub { my %on = map { $_ => 1 } html("/cases/$case", $_[0]) =~ m{name="override" value="1"><input type="hidden" name="offer" value="(\d+)"}g;
        return join ' ', grep { $on{$id{$_}} } sort keys %id };
    is $still->($chief), 'dear fine', 'against the threshold and soon after another one';
    is $still->($anna), '', '  nothing for a manager';
    is $w->press($anna, "/cases/$case", 'propose', offer => $id{dear}, override => 1)->{status}, 409, '  who is refused';
    is $w->press($chief, "/cases/$case", 'propose', offer => $id{$_}, override => 1)->{status}, 409, "$_: no admin either" for qw(had moved dear_moved);
    my $n = 1;
    for my $name (qw(dear fine)) {
        is $w->press($chief, "/cases/$case", 'propose', offer => $id{$name})->{status}, 409, "$name: not by the usual button";
        is $w->press($chief, "/cases/$case", 'propose', offer => $id{$name}, override => 1)->{status}, 303, '  but by that one';
        is $w->press($chief, "/cases/$case", 'recall', n => ++$n)->{status}, 303, '  and recalled';
    }
    $w->sql('DELETE FROM case_offers WHERE case_id = 9000', 'DELETE FROM retention_cases WHERE id = 9000', 'DELETE FROM offer_reasons',
        "UPDATE offers SET deleted_at = UTC_TIMESTAMP() WHERE auto = 0");
};

subtest 'accepted with the terms that were shown' => sub {
    my ($case) = $w->case_at('offer');
    $w->sql("UPDATE offers SET effect_value = 1, deleted_at = UTC_TIMESTAMP() WHERE external_id = 'o1'");
    is $w->word($anna, $case, 'accept', n => 1)->{status}, 303, 'edited and archived meanwhile';
    is $w->orders_of($case), 'offer new percent 2000', 'the terms are frozen';
    like text("/cases/$case?done=yes"), qr/Agreed: Discount\. From .* RUB 800\.00/, 'and said so';
    is $w->word($anna, $case, 'accept', n => 1)->{status}, 303, 'once more: the same';
    is $w->word($anna, $case, 'decline', n => 1)->{status}, 409, 'too late to decline';
    $w->sql("UPDATE offers SET effect_value = 2000, deleted_at = NULL WHERE external_id = 'o1'");
    ok buttons("/cases/$case")->{'Undo the decision'}, 'it can be undone';
    is $w->press($anna, "/cases/$case", 'undo')->{status}, 303, 'undone';
    is $w->state_of($case), 'active offer -', '  as before';
    is $w->orders_of($case), 'offer cancelled percent 2000', '  its order is cancelled';
    is $w->word($anna, $case, 'accept', n => 1)->{status}, 303, 'accepted again';
    $w->sql("UPDATE orders SET state = 'sent', sent_at = UTC_TIMESTAMP() WHERE case_id = $case");
    my $r = $w->press($anna, "/cases/$case", 'undo');
    is $r->{status}, 409, 'after the export it cannot be undone';
    like RT::Work::text($r->{content}), qr/billing has the order already/, '  and why';
};

subtest 'too late, declined twice, no offer' => sub {
    my ($case) = $w->case_at('offer');
    $w->sql("UPDATE case_offers SET expires_at = UTC_TIMESTAMP() - INTERVAL 1 MINUTE WHERE case_id = $case");
    my $r = $w->word($anna, $case, 'accept', n => 1);
    is $r->{status}, 409, 'after its hour';
    like RT::Work::text($r->{content}), qr/the offer has expired/, '  said so';
    is $w->state_of($case), 'escalated queue -', '  and a manager has to act';
    is $w->orders_of($case), '', '  nothing is ordered';
    ($case) = $w->case_at('offer');
    $w->word($anna, $case, 'decline', n => 1);
    is $w->state_of($case), 'active offer -', 'declined: another offer';
    $w->word($anna, $case, 'decline', n => 2);
    is $w->state_of($case), 'escalated queue -', 'twice: a manager';
    isnt $w->value("SELECT due_at FROM retention_cases WHERE id = $case"), undef, '  with a due time';
    ($case, my $k) = $w->case_at('confirm');
    is $w->state_of($case), 'active confirm -', 'may not be retained: nothing ends unasked';
    like text("/calls/$k"), qr/This contract may not be retained/, '  said on the call screen';
};

subtest 'the end from every open state' => sub {
    for my $state (qw(offer confirm queue work proposal)) {
        my ($case) = $w->case_at($state);
        is $w->word($anna, $case, 'end', confirmed => 1)->{status}, 303, "from $state";
        is $w->state_of($case), 'churned done insisted', '  insisted';
        is $w->orders_of($case), 'termination new none -', '  one order';
        like text("/cases/$case?done=yes"), qr/Tell the client Received on .* request No\. $case\./, '  a receipt to read out';
        is $w->word($anna, $case, 'end', confirmed => 1)->{status}, 303, '  once';
        is $w->orders_of($case), 'termination new none -', '  still one';
    }
};

subtest 'staying, reopening, by mistake' => sub {
    my ($case, $k) = $w->case_at('offer');
    $w->word($anna, $case, 'withdraw');
    is $w->state_of($case), 'retained done withdrawn', 'stays';
    is $w->press($anna, "/cases/$case", 'reopen')->{status}, 303, 'reopened';
    my $again = $w->open_case($k);
    isnt $again, $case, '  as another case';
    is $w->value("SELECT previous_id FROM retention_cases WHERE id = $again"), $case, '  linked';
    like text("/cases/$again"), qr/Follows request $case/, '  and said so';
    is $w->press($boris, "/cases/$again", 'void')->{status}, 404, 'another cannot void it';
    is $w->press($anna, "/cases/$again", 'void')->{status}, 303, 'who opened it can';
    like $w->state_of($again), qr/void$/, '  it counts nowhere';
};

subtest 'calls back and no answers' => sub {
    my ($case) = $w->case_at('work');
    my $at = $w->value("SELECT DATE_FORMAT(UTC_TIMESTAMP() + INTERVAL 3 DAY, '%Y-%m-%dT10:00')");
    is $w->press($anna, "/cases/$case", 'callback', at => $at)->{status}, 303, 'a call is arranged';
    is $w->value("SELECT DATE_FORMAT(due_at, '%Y-%m-%dT%H:%i') FROM retention_cases WHERE id = $case"),
        $at =~ s/T10/T07/r, '  due at its hour, in the zone of the reports';
    for my $bad ('', 'tomorrow-ish', '2020-01-01T10:00', '2099-01-01T10:00') {
        my $r = $w->press($anna, "/cases/$case", 'callback', at => $bad);
        is $r->{status}, 422, "at '$bad': not taken";
        like $r->{content}, qr/<details open>.*aria-describedby="case-at-error"/s, '  said at the field';
        like $r->{content}, qr/name="at" type="datetime-local" value="\Q$bad\E"/, '  which keeps it';
    }
    for my $day (1 .. 3) {
        is $w->press($anna, "/cases/$case", 'no_answer')->{status}, 303, "no answer, day $day";
        $w->sql("UPDATE case_events SET happened_at = happened_at - INTERVAL 1 DAY WHERE case_id = $case");
    }
    like $w->state_of($case), qr/no_contact$/, 'not reached on three days: closed';
    isnt $w->value("SELECT deleted_at FROM retention_cases WHERE id = $case"), undef, '  in no rate';
};

subtest 'who is slower is told by whom and when' => sub {
    my ($case) = $w->case_at('queue');
    my $version = $w->version($case);
    is $w->press($anna, "/cases/$case", 'take', version => $version)->{status}, 303, 'one takes it';
    my $r = $w->press($boris, "/cases/$case", 'take', version => $version);
    is $r->{status}, 409, 'the other is slower';
    like RT::Work::text($r->{content}), qr/anna changed this request at \d\d:\d\d\. Here is how it is now\./, '  told by whom and when';
    like RT::Work::text($r->{content}), qr/in work.*Manager anna/s, '  with the case as it is now';
    $r = $w->press($anna, "/cases/$case", 'left', version => $version, note => 'wrote a letter');
    is $r->{status}, 409, 'an old form';
    like $r->{content}, qr/<details open><summary>Left.*value="wrote a letter"/s, '  keeps what was typed';
    is $w->press($anna, "/cases/$case", 'comment', text => 'x', version => $version)->{status}, 303, 'a comment needs no version';
    is $w->press($anna, "/cases/$case", 'release', version => 2147483647)->{status}, 409, 'nor is a version of tomorrow taken';
};

subtest 'who is named changed something' => sub {
    my ($case) = $w->case_at('queue');
    my $version = $w->version($case);
    $w->press($anna, "/cases/$case", 'take', version => $version);
    is $w->press($chief, "/cases/$case", 'comment', text => 'good')->{status}, 303, 'a comment';
    $site->retention('desk', 'event', $case, 'message', qw(--as client --text Hello));
    my ($client) = $w->value("SELECT k.client_id FROM contracts k JOIN retention_cases c ON c.contract_id = k.id WHERE c.id = $case");
    is $site->post('/messages/none', {nonce => RT::Work::nonce(), client => $client, last => $w->value('SELECT MAX(id) FROM messages')}, as => $chief)->{status},
        303, 'no answer needed';
    my $r = $w->press($boris, "/cases/$case", 'take', version => $version);
    is $r->{status}, 409, 'the other is slower';
    like RT::Work::text($r->{content}), qr/anna changed this request at/, '  than who took it, not who wrote since';
};

subtest 'a reason that cannot be stored is said, and the request is open' => sub {
    my $k = $w->contract;
    my $r = $site->post("/calls/$k", {nonce => RT::Work::nonce(), source => 'office', note => 'came with a friend',
        reason => 'no_such', words => 'too <dear>'}, as => $anna);
    is $r->{status}, 422, 'a reason that there is not';
    my $case = $w->open_case($k);
    is $w->state_of($case), 'active reason -', '  the request was made all the same';
    like $r->{content}, qr{id="case-reason-error">There is no such reason}, '  said at its field';
    like $r->{content}, qr/name="note" value="came with a friend"/, '  with what was typed';
    like $r->{content}, qr/name="words" value="too &lt;dear&gt;"/, '  all of it';
    like $r->{content}, qr{action="/cases/$case"}, '  in the form of the open request';
};

# What can be chosen in a field, with a * at what is: "phone* office letter".
sub choices {
    my ($html, $field) = @_;
    my @radio = $html =~ m{<input type="radio" name="$field" value="([^"]*)"( checked)?>}g;
    my ($select) = $html =~ m{<select [^>]*name="$field"[^>]*>(.*?)</select>}s;
    my @option = ($select // '') =~ m{<option value="([^"]*)"( selected)?>}g;
    my @list = (@radio, @option);
    return join ' ', map { "$list[2 * $_]" . ($list[2 * $_ + 1] ? '*' : '') } 0 .. @list / 2 - 1;
}

subtest 'what can be chosen, and what was' => sub {
    my $k = $w->contract;
    my $html = html("/calls/$k");
    my ($title) = $html =~ m{<title>([^<]*)</title>};
    utf8::decode($title);
    like $title, qr/^Call: contract ••\d\d\b/, 'the title, which stays in the history, has no whole number';
    is choices($html, 'source'), 'phone* office letter', 'a request that is opened: how the client speaks';
    is choices($html, 'reason'), ' price quality competitor moving service no_need other', '  and why';
    my $case = $w->open($anna, $k, reason => 'quality');
    for my $path ("/calls/$k", "/cases/$case") {
        $html = html($path);
        is choices($html, 'source'), 'phone* office letter', "$path: how";
        is choices($html, 'reason'), ' price quality* competitor moving service no_need other', '  and why, as it was said';
    }
    my $r = $w->word($anna, $case, 'reason', source => 'letter', note => '', reason => 'other', words => 'too far');
    is $r->{status}, 422, 'a form that is refused';
    is choices($r->{content}, 'source'), 'phone office letter*', '  has what was chosen';
    is choices($r->{content}, 'reason'), ' price quality competitor moving service no_need other*', '  all of it';
    $r = $w->word($anna, $case, 'end', source => 'office', note => 'brought a letter');
    is join(' ', $r->{content} =~ m{<input type="hidden" name="(source|note|confirmed)" value="([^"]*)">}g),
        'confirmed 1 note brought a letter source office', 'an end that is asked once more has it all';
    ($case) = $w->case_at('work');
    is choices(html("/cases/$case"), 'user'), "$boris->{id}", 'whom it can be passed to';
    is choices(html("/cases/$case", $chief), 'user'), "$boris->{id}", '  or assigned';
    $r = $w->press($anna, "/cases/$case", 'pass', user => $boris->{id}, version => 1);
    is "$r->{status} " . choices($r->{content}, 'user'), "409 $boris->{id}*", '  and was, when it is shown again';
};

subtest 'a form counts once' => sub {
    my ($case) = $w->case_at('work');
    my $nonce = RT::Work::nonce();
    is $w->press($anna, "/cases/$case", 'comment', text => 'once', nonce => $nonce)->{status}, 303, 'sent';
    is $w->press($anna, "/cases/$case", 'comment', text => 'once', nonce => $nonce)->{status}, 303, 'sent again';
    is $w->value("SELECT COUNT(*) FROM case_events WHERE case_id = $case AND note = 'once'"), 1, '  one comment';
    is $w->press($anna, "/cases/$case", 'comment', text => 'x', nonce => $_)->{status}, 400, "nonce '$_': none of ours"
        for 'short', 'x' x 101, ('x' x 42) . '%', ('x' x 42) . ' y';
};

subtest 'fields at and beyond their limits' => sub {
    my ($case) = $w->case_at('work');
    my $bad = sub {
        my ($what, $event, %f) = @_;
        my $r = $w->press($anna, "/cases/$case", $event, %f);
        is $r->{status}, 422, "$what: not taken" or diag $r->{status};
        like $r->{content}, qr/class="problem" role="alert"/, '  and said';
        return $r;
    };
    is $w->press($anna, "/cases/$case", 'comment', text => 'ю' x 2000)->{status}, 303, 'a comment of 2000 letters';
    my $r = $bad->('2001 letters', 'comment', text => 'ю' x 2001);
    like $r->{content}, qr/<details open><summary>Comment/, '  the form is open';
    $bad->('an empty comment', 'comment', text => "  \r\n ");
    is $w->press($anna, "/cases/$case", 'comment', text => "\x{202e}abc \x{1f600} <script>")->{status}, 303, 'right-to-left, four bytes, markup';
    unlike html("/cases/$case"), qr/<script>/, '  as text';
    $bad->('a control character', 'comment', text => "a\x01b");
    $bad->('a message of 4001', 'message', text => 'x' x 4001);
    $bad->('left without a note', 'left');
    $bad->('left yesterday', 'left', note => 'said so', day => '2020-01-01');
    $bad->('left in two years', 'left', note => 'said so', day => '2099-01-01');
    $bad->('left on no day', 'left', note => 'said so', day => '31.02.2027');
    $bad->('no note', 'decline', source => 'phone', n => 1);
    $bad->('a reason that there is not', 'reason', source => 'phone', note => 'x', reason => 'weather');
    $bad->('passed to nobody', 'pass', user => 999999);
    $w->word($anna, $case, 'decline', n => 1);
    is $w->press($anna, "/cases/$case", 'propose', offer => 999999)->{status}, 422, 'an offer that there is not';
    is $w->press($anna, "/cases/$case", 'comment', text => 'x', more => 1)->{status}, 400, 'an input that there is not';
    is $w->press($anna, "/cases/$case", $_)->{status}, 400, "event $_ is not for pages" for qw(expire sweep ended order_done x);
    is $w->press($anna, "/cases/$case", 'comment', text => 'x', version => $_)->{status}, 400, "version $_"
        for -1, 'x', '99999999999999999999';
    is $w->word($anna, $case, 'end', confirmed => 1, day => 'x' x 41)->{status}, 422, 'too long a day';
    is $w->state_of($case), 'escalated work -', 'nothing of all this has changed the case';
};

subtest 'a file has ended the contract' => sub {
    my ($case, $k) = $w->case_at('offer');
    $w->sql("UPDATE contracts SET end_date = '2026-01-01', active = 0 WHERE id = $k");
    my $r = $w->word($anna, $case, 'accept', n => 1);
    is $r->{status}, 409, 'accept comes too late';
    like RT::Work::text($r->{content}), qr/the contract has ended/, '  said so';
    is $w->state_of($case), 'churned done ended', '  ended';
    is $w->orders_of($case), '', '  without an order';
    like text("/calls/$k"), qr/A request cannot be opened: the contract is not in force/, 'the call screen says so, too';
};

subtest 'the last manager leaves, billing refuses' => sub {
    my $other = RT::Work->new;
    my $only = $other->staff('only');
    my $boss = $other->staff('boss', role => 'admin');
    my ($case) = $other->case_at('work', by => 'only');
    $other->site->post('/users/active', {id => $only->{id}, active => 'no'}, as => $boss);
    $other->sql("UPDATE users SET case_limit = 0 WHERE id = $boss->{id}");
    $other->site->retention('desk', 'sweep');
    is $other->state_of($case), 'escalated queue -', 'the case is nobody\'s again';
    like RT::Work::text($other->site->get('/queue?who=new', as => $boss)->{content}), qr/New 1 .* $case /s, '  and in the queue';
    is $other->value("SELECT COUNT(*) FROM notices WHERE case_id = $case AND word = 'staff_nobody' AND user_id = $boss->{id}"),
        1, '  the administrator is told';
    $other->word($boss, $case, 'accept', n => 1);
    my $order = $other->value("SELECT id FROM orders WHERE case_id = $case");
    $other->sql("UPDATE orders SET state = 'sent', sent_at = UTC_TIMESTAMP() WHERE id = $order");
    $other->site->retention('desk', 'event', $case, 'order_refused', '--order', $order, '--note', 'no such plan');
    my $text = RT::Work::text($other->site->get("/cases/$case", as => $boss)->{content});
    like $text, qr/order refused no such plan/, 'what billing has answered stands in the timeline';
    like $text, qr/tell them yourself What we promised under request No\. $case is not done yet/, '  and what to tell the client';
    like RT::Work::text($other->site->get('/queue?who=tell', as => $boss)->{content}), qr/$case .*What we promised/s, '  which is a task';
    like $text, qr/Billing has refused the order: no such plan Give the order again/, '  and what can be done about it';
    is $other->press($boss, "/cases/$case", 'reissue', order => $order)->{status}, 303, 'given again';
    is $other->orders_of($case), 'offer refused percent 2000; offer new percent 2000', '  another order of the same terms';
    my $r = $other->press($boss, "/cases/$case", 'reissue', order => $order);
    is $r->{status}, 409, '  once';
    like RT::Work::text($r->{content}), qr/the order was given again already/, '  and said so';
    is $other->press($boss, "/cases/$case", 'reissue', order => 999999)->{status}, 422, 'an order that there is not';
    $other->site->finish;
};

subtest 'told by hand' => sub {
    my $other = RT::Work->new;
    my $gleb = $other->staff('gleb');
    my $k = $other->contract;
    $other->site->retention('desk', 'event', RT::Work::number($k), 'request', '--as', 'client');
    my $case = $other->open_case($k);
    $other->site->retention('desk', 'event', $case, 'end', '--as', 'client');
    my $html = $other->site->get('/queue?who=tell', as => $gleb)->{content};
    like RT::Work::text($html), qr/Tell by hand 1.*$case I••• I•••.*Received on/s, 'a task with its words';
    my ($notice) = $html =~ /name="notice" value="(\d+)"/;
    my $r = $other->site->post('/queue/told', {notice => $notice}, as => $gleb);
    is $r->{headers}{location}, '/queue?who=tell&done=told', 'told';
    is $other->value("SELECT CONCAT_WS(' ', state, done_by) FROM notices WHERE id = $notice"), "told $gleb->{id}", '  by whom';
    is $other->value("SELECT COUNT(*) FROM audit_log WHERE action = 'notice_told' AND entity_id = $case"), 1, '  in the audit log';
    is $other->site->post('/queue/told', {notice => $notice}, as => $gleb)->{status}, 303, 'twice: no error';
    is $other->value("SELECT COUNT(*) FROM audit_log WHERE action = 'notice_told'"), 1, '  and no second record';
    is $other->site->post('/queue/told', {notice => 999999}, as => $gleb)->{status}, 404, 'a task that there is not';
    like RT::Work::text($other->site->get('/queue?who=tell&done=told', as => $gleb)->{content}),
        qr/Noted: the client has been told\..*Everybody has been told\./s, 'then there is nothing left to tell';
    $other->site->finish;
};

subtest 'told by hand: the task and its record, or neither' => sub {
    my $other = RT::Work->new;
    my $gleb = $other->staff('gleb');
    my $k = $other->contract;
    $other->site->retention('desk', 'event', RT::Work::number($k), 'request', '--as', 'client');
    $other->site->retention('desk', 'event', $other->open_case($k), 'end', '--as', 'client');
    my $html = $other->site->get('/queue?who=tell&lang=ru', as => $gleb)->{content};
    my ($notice) = $html =~ /name="notice" value="(\d+)"/;
    like $html, qr{action="/queue/told\?lang=ru"}, 'the form keeps the language';
    $other->sql("CREATE TRIGGER no_record BEFORE INSERT ON audit_log FOR EACH ROW SET NEW.action = IF(NEW.action = 'notice_told', NULL, NEW.action)");
    is $other->site->post('/queue/told?lang=ru', {notice => $notice}, as => $gleb)->{status}, 500, 'the record cannot be written';
    is $other->value("SELECT CONCAT_WS(' ', state, done_by) FROM notices WHERE id = $notice"), 'by_hand', '  and the task is still there';
    $other->sql('DROP TRIGGER no_record');
    is $other->site->post('/queue/told?lang=ru', {notice => $notice}, as => $gleb)->{headers}{location}, '/queue?who=tell&lang=ru&done=told', 'then both are';
    $other->site->stop;    # its log has the error that was made
};

subtest 'tasks of others do not push out their own' => sub {
    my $other = RT::Work->new(env => {DESK_SEE => 'own'});
    my ($gleb, $vera, $boss) = ($other->staff('gleb'), $other->staff('vera'), $other->staff('boss', role => 'admin'));
    my ($case, $k) = $other->case_at('work', by => 'gleb');
    my ($hers) = $other->case_at('work', by => 'vera');
    my $add = "INSERT INTO notices (dedup_key, case_id, client_id, word, args, channel, state, created_at) SELECT '%s', c.id, k.client_id, "
        . "'to_manager', '{\"what\":\"request\"}', '', 'by_hand', UTC_TIMESTAMP() FROM retention_cases c JOIN contracts k ON k.id = c.contract_id WHERE c.id = %d";
    $other->sql('DELETE FROM notices', (map { sprintf $add, "x$_", $case } 1 .. 60), sprintf $add, 'y', $hers);
    my $html = $other->site->get('/queue?who=tell', as => $vera)->{content};
    like $html, qr{href="/cases/$hers"}, 'hers is on the first page';
    unlike $html, qr{href="/cases/$case"|after=}, '  and there is no other page';
    $html = $other->site->get('/queue?who=tell', as => $boss)->{content};
    is scalar(() = $html =~ /name="notice"/g), 50, 'an administrator has a full page';
    my ($next) = $html =~ /href="([^"]*after=[^"]*)"/;
    is scalar(() = $other->site->get($next =~ s/&amp;/&/gr, as => $boss)->{content} =~ /name="notice"/g), 11, '  and the rest on the next';
    $other->site->finish;
};

subtest 'in Russian' => sub {
    my ($case, $k) = $w->case_at('work');
    like text('/queue?who=all&lang=ru'), qr/Новые \d+ Мои \d+ Все \d+ Клиент решает \d+ Сообщить самим \d+/, 'the queue';
    like text("/cases/$case?lang=ru"), qr/Заявка № $case в работе.*Что сделать.*Расторгнуть договор.*Что было/s, 'a case';
    like text("/calls/$k?lang=ru"), qr/Звонок: договор/, 'the call screen';
};

subtest 'fifty presses at once: one counts, the others are told' => sub {
    my ($case) = $w->case_at('queue');
    my $version = $w->version($case);
    my @who = map { $w->staff("m$_") } 1 .. 5;
    my %token = map { $_->{name} => $site->csrf($_) } @who;
    my @pids;
    my $dir = $site->dir;
    for my $i (1 .. 50) {
        my $who = $who[$i % 5];
        my $pid = fork // die "fork: $!";
        if (!$pid) {
            my $r = $site->post("/cases/$case", {event => 'take', version => $version,
                nonce => sprintf('race-%038d', $i)}, as => $who, csrf => $token{$who->{name}},
                from => sprintf('127.44.0.%d', $i));
            open my $fh, '>', "$dir/race.$i" or POSIX::_exit(1);
            print {$fh} $r->{status};
            close $fh;
            POSIX::_exit(0);
        }
        push @pids, $pid;
    }
    waitpid $_, 0 for @pids;
    my %n;
    for my $i (1 .. 50) {
        open my $fh, '<', "$dir/race.$i" or next;
        my $status = <$fh>;
        $n{$status}++;
    }
    is $w->value("SELECT COUNT(*) FROM case_events WHERE case_id = $case AND kind = 'take'"), 1, 'one takes it';
    is join(' ', map { "$_:$n{$_}" } sort keys %n), '303:10 409:40', 'who has it, and the others';

    my $k = $w->contract;
    @pids = ();
    for my $i (1 .. 50) {
        my $who = $who[$i % 5];
        my $pid = fork // die "fork: $!";
        if (!$pid) {
            $site->post("/calls/$k", {nonce => sprintf('open-%038d', $i), source => 'phone', note => 'x'},
                as => $who, csrf => $token{$who->{name}}, from => sprintf('127.44.1.%d', $i));
            POSIX::_exit(0);
        }
        push @pids, $pid;
    }
    waitpid $_, 0 for @pids;
    is $w->value("SELECT COUNT(*) FROM retention_cases WHERE contract_id = $k"), 1, 'fifty requests: one case';
    is $w->value("SELECT COUNT(*) FROM notices n JOIN retention_cases c ON c.id = n.case_id WHERE "
        . "c.contract_id = $k AND n.word = 'receipt'"), 1, '  one receipt';
};

$site->finish;
done_testing;
