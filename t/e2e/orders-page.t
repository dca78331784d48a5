#!/usr/bin/perl
# Orders to billing on the pages: the tabs and their counts, answers by hand,
# what is done about a refusal, and who may.
use strict;
use warnings;
use utf8;
use RT::Site;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;
binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;

my $site = RT::Site->new(workers => 3, env => {DESK_HOURS => 'Mo-Su 00:00-24:00', DESK_ORDER_DAYS => 3})->start;
my $boss = $site->sign_in(name => 'boss', role => 'admin');
my $anna = $site->sign_in(name => 'anna', role => 'manager');
my $boris = $site->sign_in(name => 'boris', role => 'manager');
$site->sql("INSERT INTO offers (id, offer_type, effect, effect_value, effect_months) VALUES (1, 'Discount', 'percent', 2000, 6)");

my ($nonces, $clients) = (0, 0);
sub nonce { return sprintf 'n%042d', ++$nonces }
sub text_of { my ($html) = @_; utf8::decode($html);
    return $html =~ s/<[^>]*>/ /gr =~ s/&#39;/'/gr =~ s/&quot;/"/gr =~ s/\s+/ /gr }
sub page { my ($path, $as) = @_; return $site->get($path, as => $as // $boss) }
sub post { my ($path, $fields, $as) = @_; return $site->post($path, {nonce => nonce(), %$fields}, as => $as // $boss) }
sub one { my ($sql) = @_; return $site->value($sql) }
sub desk { my ($out, $err, $status) = $site->retention('desk', 'event', @_); return "$out$err" }
sub state_of { my ($order) = @_; return one("SELECT CONCAT_WS('|', state, COALESCE(answer, '')) FROM orders WHERE id = $order") }

# A case that Anna has.
sub case_of_anna {
    my $n = ++$clients;
    my $last = "Иванов$n";
    utf8::encode($last);
    $site->sql("INSERT INTO clients (id, external_id, last_name, first_name) VALUES ($n, 'c$n', '$last', 'Petr')",
        "INSERT INTO contracts (id, external_id, client_id, start_date, monthly_fee_minor, monthly_profit_minor, active)"
            . " VALUES ($n, 'KONTRAKT-$n', $n, '2020-01-01', 100000, 54000, 1)");
    my ($case) = desk("KONTRAKT-$n", 'request', qw(--source phone --note said)) =~ /^DONE case (\d+)/ or die;
    desk($case, 'take', '--as', 'anna');
    return ($case, $n);
}

# Accepted: with an order of the offer.
sub accepted {
    my ($case, $n) = case_of_anna();
    desk($case, 'propose', '--as', 'anna', '--offer', 1);
    desk($case, 'accept', '--as', 'anna', qw(--n 1 --source phone --note yes)) =~ /^DONE/ or die;
    return ($case, one("SELECT MAX(id) FROM orders WHERE case_id = $case"), $n);
}
sub sent { my ($order, $days) = @_; $site->sql("UPDATE orders SET state = 'sent', export_id = 1, effective_on = UTC_DATE() + INTERVAL 9 DAY, "
    . "sent_at = UTC_TIMESTAMP() - INTERVAL " . ($days // 0) . " DAY WHERE id = $order"); return }
sub tabs { return join ' ', text_of(page('/orders', $_[0])->{content} =~ m{<nav class="tabs".*?</nav>}s ? $& : '') =~ /(\w+ \d+)/g }

is tabs(), 'New 0 Sent 0 Refused 0 Overdue 0', 'at first there is nothing';
my ($case, $order) = accepted();
is tabs(), 'New 1 Sent 0 Refused 0 Overdue 0', 'an accepted offer is an order';
is_deeply [$site->tabs('/orders', as => $anna)], [map { 'New 1 Sent 0 Refused 0 Overdue 0 Closed' =~ s/$_ ?\d*\b/[$&]/r } qw(New Sent Refused Overdue Closed)],
    '  each tab leads to its list';
my $list = text_of(page('/orders')->{content});
like $list, qr/$order offer new Discount 20% off for 6 months ••KT-1 И••• P••• /, 'in the list, masked';
unlike page('/orders')->{content}, qr/KONTRAKT-1|Иванов|Petr/, 'nothing of the client is in full';
like text_of(page("/orders/$order")->{content}), qr/Contract KONTRAKT-1 Client И••• P••• Request № $case/, 'on its page the contract is, for billing knows it by that';
is page('/orders')->{headers}{'cache-control'}, 'no-store', 'nobody keeps the list';

subtest 'answers by hand' => sub {
    sent($order);
    is tabs(), 'New 0 Sent 1 Refused 0 Overdue 0', 'sent';
    for my $wrong ([{result => 'maybe'}, 422, 'result'], [{result => 'refused'}, 422, 'answer'], [{result => 'done', day => '32.01.2026'}, 422, 'day'],
        [{result => 'done', day => '01.01.2199'}, 422, 'day'], [{result => 'done', answer => 'x' x 1001}, 422, 'answer'],
        [{result => 'refused', answer => "a\x01b"}, 422, 'answer']) {
        my ($set, $status, $field) = @$wrong;
        my $r = post('/orders/answer', {order => $order, %$set});
        is $r->{status}, $status, join ' ', map { "$_ " . substr($set->{$_}, 0, 12) =~ s/[^ -~]/?/gr } sort keys %$set;
        like $r->{content}, qr/id="answer-$field-error"/, '  is said at its field';
    }
    is post('/orders/answer', {order => $order, result => 'done', nonce => 'short'})->{status}, 400, 'a form that is not ours';
    is state_of($order), 'sent|', 'nothing was recorded';
    is post('/orders/answer', {order => $order, result => 'done'}, $anna)->{status}, 404, 'a manager records nothing';
    is post('/orders/answer', {order => 999999, result => 'done'})->{status}, 404, 'nor is there an order that is not';
    my $nonce = nonce();
    is post('/orders/answer', {order => $order, result => 'done', day => 'today', answer => '<b>ok</b>', nonce => $nonce})->{headers}{location},
        "/orders/$order?done=done", 'done';
    is state_of($order), 'done|<b>ok</b>', '  is recorded';
    is one("SELECT COUNT(*) FROM contract_changes WHERE order_id = $order"), 1, '  and changes the contract as the tool does';
    is post('/orders/answer', {order => $order, result => 'done', day => 'today', answer => 'x', nonce => $nonce})->{headers}{location},
        "/orders/$order?done=same", 'the same form again';
    is post('/orders/answer', {order => $order, result => 'done'})->{headers}{location}, "/orders/$order?done=same", 'done already';
    my $r = post('/orders/answer', {order => $order, result => 'refused', answer => 'no'});
    is $r->{status}, 409, 'refused after all';
    like text_of($r->{content}), qr/The order is closed already/, '  it is too late';
    is state_of($order), 'done|<b>ok</b>', '  and stays what it is';
    like page('/orders?show=closed')->{content}, qr/&lt;b&gt;ok&lt;\/b&gt;/, 'among the closed, as text';
    unlike page("/orders/$order")->{content}, qr/action="\/orders\/answer"/, 'there is no form any more';
};

subtest 'refused' => sub {
    my ($case, $order) = accepted();
    sent($order);
    post('/orders/answer', {order => $order, result => 'refused', answer => 'no such plan'});
    is tabs(), 'New 0 Sent 0 Refused 1 Overdue 0', 'a task';
    like text_of(page('/orders?show=refused')->{content}), qr/no such plan/, '  says why';
    my $page = page("/orders/$order", $anna)->{content};
    my ($version) = $page =~ /name="version" value="(\d+)"/;
    like $page, qr/value="reissue"/, 'it may be issued again';
    like $page, qr/value="reopen"/, '  or the request reopened';
    is post('/orders/event', {order => $order, event => 'reissue', version => $version + 1}, $anna)->{status}, 409, 'of another version: refused';
    $site->retention('desk', 'event', $case, 'comment', '--as', 'boss', '--text', 'hm');
    my $said = text_of(post('/orders/event', {order => $order, event => 'reissue', version => $version + 1}, $anna)->{content});
    like $said, qr/has changed the request already/, '  with who was faster';
    unlike $said, qr/boss has changed/, '  which is nobody who has only commented';
    is post('/orders/event', {order => $order, event => 'take', version => $version}, $anna)->{status}, 400, 'an event that is none of an order';
    my $nonce = nonce();
    is post('/orders/event', {order => $order, event => 'reissue', version => $version, nonce => $nonce}, $anna)->{headers}{location},
        "/orders/$order?done=reissue", 'issued again';
    is one("SELECT GROUP_CONCAT(CONCAT_WS(':', kind, state, effect_value) ORDER BY id) FROM orders WHERE case_id = $case"),
        'offer:refused:2000,offer:new:2000', '  with the same terms';
    post('/orders/event', {order => $order, event => 'reissue', version => $version, nonce => $nonce}, $anna);
    is one("SELECT COUNT(*) FROM orders WHERE case_id = $case"), 2, '  once';
    is tabs(), 'New 1 Sent 0 Refused 0 Overdue 0', 'it is a task no more';
    is post('/orders/event', {order => $order, event => 'reissue', version => $version}, $anna)->{status}, 409, 'nor can it be issued a third time';

    ($case, $order) = accepted();
    sent($order);
    post('/orders/answer', {order => $order, result => 'refused', answer => 'no'});
    ($version) = page("/orders/$order")->{content} =~ /name="version" value="(\d+)"/;
    is post('/orders/event', {order => $order, event => 'reopen', source => 'phone', version => $version})->{headers}{location},
        "/orders/$order?done=reopen", 'reopened';
    is one("SELECT COUNT(*) FROM retention_cases WHERE previous_id = $case"), 1, '  a new case goes on';
    is tabs(), 'New 1 Sent 0 Refused 0 Overdue 0', '  and the order is settled';
};

subtest 'taken back' => sub {
    my ($case) = case_of_anna();
    like desk($case, 'left', '--as', 'anna', '--note', 'said so on the phone'), qr/^DONE/, 'a client leaves';
    my $order = one("SELECT MAX(id) FROM orders WHERE case_id = $case");
    my $page = page("/orders/$order", $boris)->{content};
    unlike $page, qr/value="undo"/, 'another manager cannot';
    my ($version) = page("/orders/$order", $anna)->{content} =~ /name="version" value="(\d+)"/;
    is post('/orders/event', {order => $order, event => 'undo', version => $version}, $boris)->{status}, 404, '  nor by hand';
    is post('/orders/event', {order => $order, event => 'undo', version => $version}, $anna)->{headers}{location},
        "/orders/$order?done=undo", 'who did it can';
    is state_of($order) =~ s/\|.*//r, 'cancelled', '  the order is cancelled';
    is one("SELECT status FROM retention_cases WHERE id = $case"), 'escalated', '  the request is open again';
    my ($other, $gone) = accepted();
    ($version) = page("/orders/$gone", $anna)->{content} =~ /name="version" value="(\d+)"/;
    sent($gone);
    my $r = post('/orders/event', {order => $gone, event => 'undo', version => $version}, $anna);
    is $r->{status}, 409, 'once billing has it, it is too late';
    is state_of($gone), 'sent|', '  nothing changes';
    $site->sql("UPDATE orders SET state = 'done' WHERE id = $gone");
};

subtest 'overdue' => sub {
    my (undef, $early) = accepted();
    my (undef, $late) = accepted();
    my (undef, $due) = accepted();
    sent($early, 1);
    sent($late, 20);
    sent($due, 0);
    $site->sql("UPDATE orders SET effective_on = '2020-01-01' WHERE id = $due");
    like tabs(), qr/Sent 3 Refused 0 Overdue 2$/, 'by the working days since it was sent, or by its date';
    my @ids = page('/orders?show=late')->{content} =~ m{<td><a href="/orders/(\d+)"}g;
    is_deeply [sort { $a <=> $b } @ids], [sort { $a <=> $b } $late, $due], 'these are listed';
    like $site->retention('check') =~ s/\n//gr, qr/Orders that billing has not carried out in time: 2/, 'as check says';
    $site->sql("UPDATE orders SET state = 'done' WHERE state IN ('new', 'sent')");
};

subtest 'many' => sub {
    $site->sql('INSERT INTO orders (dedup_key, contract_id, case_id, kind, effective_on, created_at) SELECT CONCAT("m", a.n * 11 + b.n), 1, '
        . "$case, 'termination', '2099-01-01', UTC_TIMESTAMP() FROM (" . join(' UNION ', map { "SELECT $_ n" } 0 .. 10) . ') a, ('
        . join(' UNION ', map { "SELECT $_ n" } 0 .. 10) . ') b');
    is tabs() =~ s/ Sent.*//r, 'New 121', '121 of them';
    my ($path, @seen) = '/orders';
    while (defined $path) {
        my $html = page($path)->{content};
        push @seen, $html =~ m{<td><a href="/orders/(\d+)"}g;
        ($path) = map { s/&amp;/&/gr } $html =~ m{<a href="(/orders\?[^"]*after=[^"]*)">Next<};
    }
    is scalar @seen, 121, 'paging visits each';
    my %once = map { $_ => 1 } @seen;
    is scalar keys %once, 121, '  once';
    $site->sql("DELETE FROM orders WHERE dedup_key LIKE 'm%'");
};

subtest 'who sees what' => sub {
    my ($mine, $order, $client) = accepted();
    is page("/orders/$order", $boris)->{status}, 200, 'another manager sees it';
    $site->sql("UPDATE users SET telegram_id = 55 WHERE id = $boris->{id}", "UPDATE clients SET telegram_id = 55 WHERE id = $client");
    is page("/orders/$order", $boris)->{status}, 404, 'nobody sees the order of their own contract';
    unlike page('/orders', $boris)->{content}, qr{/orders/$order"}, '  nor in the list';
    is tabs($boris) =~ s/ Sent.*//r, 'New 0', '  nor in the counts';
    $site->sql('UPDATE clients SET telegram_id = NULL');
    $site->stop_pool('dashboard');
    $site->set_env(DESK_SEE => 'own')->start_pool('dashboard');
    is page("/orders/$order", $boris)->{status}, 404, 'DESK_SEE=own: another manager sees none of hers';
    is page("/orders/$order", $anna)->{status}, 200, '  she does';
    is tabs($boris) =~ s/ Sent.*//r, 'New 0', '  counts agree';
    is page('/orders?show=nonsense')->{status}, 400, 'a tab that is none';
    like text_of(page('/orders?lang=ru')->{content}), qr/Просрочены 0/, 'in Russian';
};

$site->finish;
done_testing;
