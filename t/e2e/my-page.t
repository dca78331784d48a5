#!/usr/bin/perl
# The page of one contract, for a client without a messenger (DESK 9, 10.32):
# by a link and the last characters of the contract's number.
use strict;
use warnings;
use utf8;
use Digest::SHA qw(hmac_sha256);
use MIME::Base64 qw(encode_base64url);
use POSIX ();
use RT::Site;
use RT::Work;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;
binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;

my $w    = RT::Work->new(workers => 3, env => {SUPPORT_PHONE => '+7 495 000-00-00',
    POLICY_VERSION => '2026-03', POLICY_URL => 'https://example.org/consent'});
my $site = $w->site;
my $anna = $w->staff('anna');

# A link to a contract; somebody who holds it: {path, cookies}.
sub holder {
    my ($k) = @_;
    my ($out) = $site->retention('client', 'link', RT::Work::number($k));
    my ($path) = $out =~ m{(/my/[\w-]{22})$} or die "no link: $out";
    return {path => $path, cookies => {}};
}
sub show { my ($me, %o) = @_; return $site->get($me->{path} . ($o{query} // ''), as => $me) }
sub csrf_of { my ($me) = @_; return show($me)->{content} =~ /name="csrf" value="([^"]+)"/ ? $1 : '' }
sub act {
    my ($me, $act, %f) = @_;
    my $csrf = exists $f{-csrf} ? delete $f{-csrf} : csrf_of($me);
    my %headers = %{delete $f{-headers} // {}};
    return $site->post($me->{path}, {act => $act, nonce => RT::Work::nonce(), %f}, as => $me,
        csrf => $csrf, headers => \%headers);
}
# The same with what the page itself sends along.
sub press {
    my ($me, $act, %f) = @_;
    my $html = show($me)->{content};
    for my $name (qw(case n)) {
        $f{$name} //= $1 if $html =~ /name="$name" value="(\d+)"/;
    }
    return act($me, $act, %f);
}
sub end {
    my ($me, %f) = @_;
    my $ask = press($me, 'end', %f);
    my ($confirm) = $ask->{content} =~ /name="confirm" value="([^"]+)"/ or return $ask;
    return press($me, 'end', confirm => $confirm, %f);
}
sub opened {
    my ($k) = @_;
    my $me = holder($k);
    my $r = act($me, 'open', four => sprintf '%04d', $k);
    is $r->{status}, 303, "the link to contract $k is opened" or diag $r->{content};
    return $me;
}
sub text { my ($me) = @_; return RT::Work::text(show($me)->{content}) }
sub buttons { my ($me) = @_; return [show($me)->{content} =~ m{<button class="plain" name="act" value="(\w+)">}g] }

subtest 'a link asks for the last four characters' => sub {
    my $k  = $w->contract;
    my $me = holder($k);
    my $r  = show($me);
    is $r->{status}, 200, 'without signing in';
    like RT::Work::text($r->{content}), qr/Last four characters of the contract number/, 'the question';
    unlike $r->{content}, qr/K0001|Full|1,000/, 'and nothing of the contract';
    is $r->{headers}{'cache-control'}, 'no-store', 'nobody keeps it';
    is $r->{headers}{'referrer-policy'}, 'no-referrer', 'no other site hears of the address';
    is act($me, 'open', four => ' 00 01 ')->{status}, 303, 'the right ones, with blanks';
    like text($me), qr/Contract K0001 The contract is in force\. Plan Full Fee a month RUB 1,000\.00/, 'then the contract is shown';
    unlike show($me)->{content}, qr/540|Ivanova|\+7495/, '  neither profit nor contact data';
    is $w->value('SELECT tries FROM client_links'), 0, 'a right answer costs no try';
    is show({path => $me->{path}, cookies => {}})->{content} =~ /Contract K0001/, '', 'another browser is asked, too';
    is $w->value("SELECT CONCAT_WS(' ', actor, entity, entity_id, field) FROM audit_log WHERE action = 'client_link_open'"),
        "nobody contract $k POST /my/*", 'the audit log has the contract and not the link';
};

subtest 'five wrong answers void the link' => sub {
    my $k  = $w->contract;
    my $me = holder($k);
    for my $left (4, 3, 2, 1) {
        my $r = act($me, 'open', four => 'zzzz');
        is $r->{status}, 422, 'wrong';
        like RT::Work::text($r->{content}), qr/Tries left: $left\./, "  $left tries are left";
    }
    my $r = act($me, 'open', four => 'zzzz');
    is $r->{status}, 404, 'the fifth';
    like RT::Work::text($r->{content}), qr/no longer valid, or wrong.*\+7 495 000-00-00/, '  said so, and where to ask';
    is $site->get($me->{path}, as => $me)->{status}, 404, '  for good';
    $r = $site->post($me->{path}, {act => 'open', four => sprintf('%04d', $k), nonce => RT::Work::nonce()},
        as => $me, csrf => 'x');
    is $r->{status}, 403, '  nor is the right answer taken any more';
};

subtest 'many answers at once are no more than five' => sub {
    my $k  = $w->contract;
    my $me = holder($k);
    my $csrf = csrf_of($me);
    my @pids;
    for my $i (1 .. 40) {
        my $pid = fork // die "fork: $!";
        if (!$pid) {
            $site->post($me->{path}, {act => 'open', four => sprintf('%04d', 9000 + $i), nonce => RT::Work::nonce()},
                as => {cookies => {}}, csrf => $csrf, from => "127.45.0.$i");
            POSIX::_exit(0);
        }
        push @pids, $pid;
    }
    waitpid $_, 0 for @pids;
    is $w->value("SELECT tries FROM client_links WHERE contract_id = $k"), 5, 'five tries';
    is $w->value("SELECT COUNT(*) FROM audit_log WHERE action = 'client_link_open' AND entity_id = $k"), 5, '  were looked at';
};

subtest 'links that are none' => sub {
    my $k = $w->contract;
    my $me = opened($k);
    $w->sql("UPDATE client_links SET expires_at = UTC_TIMESTAMP() WHERE contract_id = $k");
    is show($me)->{status}, 404, 'one that is over, even in the browser that opened it';
    for my $token ('x', 'x' x 22, 'x' x 63, 'A' x 21 . '-') {
        is $site->get("/my/$token")->{status}, 404, "/my/$token";
    }
    is $site->get('/my/')->{status}, 404, '/my/';
    is $site->get("$me->{path}?x=1", as => $me)->{status}, 400, 'with what is not for it';
};

subtest 'request, reason, offer, accepted, undone' => sub {
    my $k  = $w->contract;
    my $me = opened($k);
    is_deeply buttons($me), ['request', 'end'], 'to leave by a request, or at once';
    is press($me, 'request')->{status}, 303, 'a request';
    my $case = $w->open_case($k);
    is $w->state_of($case), 'active reason -', '  is made';
    is $w->value("SELECT actor FROM case_events WHERE case_id = $case"), 'client', '  by the client';
    like text($me), qr/Request No\. $case We received your request No\. $case.*Why have you decided to leave\?/s, '  with a receipt';
    is_deeply [sort @{buttons($me)}], [sort qw(reason skip ask_manager withdraw end)], 'what the client may do';
    is press($me, 'request')->{status}, 303, 'once more: the same request';
    is $w->value("SELECT COUNT(*) FROM retention_cases WHERE contract_id = $k"), 1, '  one case';
    is press($me, 'reason', reason => 'price', words => "too <b>dear</b>")->{status}, 303, 'the reason';
    is $w->state_of($case), 'active offer -', '  an offer';
    like text($me), qr/We would like you to stay and can offer: Discount\..*RUB 800\.00 a month instead of RUB 1,000\.00/s, '  in words';
    is_deeply [sort @{buttons($me)}], [sort qw(accept decline ask_manager withdraw end)], '  to accept or not, to stay, to end';
    my $html = show($me)->{content};
    my @classes = $html =~ m{<button class="(\w+)" name="act"}g;
    is_deeply [grep { $_ ne 'plain' } @classes], [], '  of one look';
    is press($me, 'accept')->{status}, 303, 'accepted';
    is $w->state_of($case), 'retained done accepted', '  stays';
    is $w->orders_of($case), 'offer new percent 2000', '  one order';
    like text($me), qr/Agreed: Discount\. From .* Thank you for staying!.*You can print this page/s, '  a receipt to print';
    ok((grep { $_ eq 'undo' } @{buttons($me)}), 'it can be undone');
    is press($me, 'undo')->{status}, 303, '  undone';
    is $w->state_of($case), 'active offer -', '  as before';
    is press($me, 'accept', n => 1, case => $case)->{status}, 303, 'accepted again';
    $w->sql("UPDATE orders SET state = 'sent', sent_at = UTC_TIMESTAMP() WHERE case_id = $case AND state = 'new'");
    is act($me, 'undo', case => $case)->{status}, 409, 'after the export: not any more';
};

subtest 'end: one confirmation, a receipt' => sub {
    my $k  = $w->contract;
    my $me = opened($k);
    my $ask = press($me, 'end');
    is $ask->{status}, 200, 'it is asked once';
    like RT::Work::text($ask->{content}), qr/End contract K\d+\? It will stay in force up to and including/, '  until when it holds';
    is $w->value("SELECT COUNT(*) FROM retention_cases WHERE contract_id = $k"), 0, '  and nothing has happened';
    my ($confirm) = $ask->{content} =~ /name="confirm" value="([^"]+)"/;
    my $nonce = RT::Work::nonce();
    is act($me, 'end', confirm => $confirm, nonce => $nonce)->{status}, 303, 'confirmed';
    my $case = $w->open_case($k);
    is $w->state_of($case), 'churned done insisted', '  ended, without talking to anybody';
    is $w->orders_of($case), 'termination new none -', '  one order';
    like text($me), qr/Received on \S+ \S+ \d+ at .*, request No\. $case\. Contract K\d+ stays in force up to and including/, '  a receipt: what and when';
    is act($me, 'end', confirm => $confirm, nonce => $nonce)->{status}, 303, 'pressed twice';
    is $w->orders_of($case), 'termination new none -', '  still one order';
    is $w->value("SELECT COUNT(*) FROM retention_cases WHERE contract_id = $k"), 1, '  and one case';
    ok((grep { $_ eq 'undo' } @{buttons($me)}), 'it can be undone');
    ok !(grep { $_ eq 'end' } @{buttons($me)}), '  and not be ended once more';
};

subtest 'a confirmation is of this link, and of these minutes' => sub {
    my ($one, $two) = map { opened($w->contract) } 1, 2;
    my ($confirm) = press($one, 'end')->{content} =~ /name="confirm" value="([^"]+)"/;
    my $r = act($two, 'end', confirm => $confirm);
    is $r->{status}, 409, 'that of another link';
    like RT::Work::text($r->{content}), qr/The confirmation has expired.*End contract/s, '  is asked anew';
    is act($one, 'end', confirm => 'x' x 40)->{status}, 409, 'one that was made up';
    is $w->value('SELECT COUNT(*) FROM retention_cases WHERE contract_id IN (SELECT MAX(id) FROM contracts)'), 0, 'nothing has ended';
};

# What the page has sealed for a link some seconds ago.
sub sealed {
    my ($me, $what, $ago) = @_;
    my ($token) = $me->{path} =~ m{/my/(.*)};
    my $key = do { local (@ARGV, $/) = $site->dir . '/etc/secret'; <> };
    my $at = time - $ago;
    return "$at." . encode_base64url(hmac_sha256("$what of link $token\n$at", pack 'H*', $key =~ s/\s//gr));
}

subtest 'a confirmation is good for five minutes, an answer for an hour' => sub {
    my $k  = $w->contract;
    my $me = opened($k);
    my $r  = act($me, 'end', confirm => sealed($me, 'end', 320));
    is $r->{status}, 409, 'later than five minutes';
    like RT::Work::text($r->{content}), qr/more than five minutes have passed.*End contract/s, '  it is asked anew';
    is act($me, 'end', confirm => sealed($me, 'page', 0))->{status}, 409, 'what was sealed for something else';
    is act($me, 'end', confirm => sealed($me, 'end', 200))->{status}, 303, 'sooner';
    is $w->state_of($w->open_case($k)), 'churned done insisted', '  ended';
    $me->{cookies}{'__Host-my'} = sealed($me, 'page', 3700);
    like text($me), qr/Last four characters/, 'an hour later the page asks again';
    $me->{cookies}{'__Host-my'} = sealed($me, 'page', 3000);
    like text($me), qr/Contract K/, '  not sooner';
};

subtest 'the end from every open state' => sub {
    for my $state (qw(reason offer confirm queue work proposal)) {
        my ($case, $k);
        if ($state eq 'reason') {
            $k = $w->contract;
            $site->retention('desk', 'event', RT::Work::number($k), 'request', '--as', 'client');
            $case = $w->open_case($k);
        } else { ($case, $k) = $w->case_at($state) }
        my $me = opened($k);
        ok((grep { $_ eq 'end' } @{buttons($me)}), "$state: a button to end the contract");
        is end($me)->{status}, 303, '  with one confirmation';
        is $w->state_of($case), 'churned done insisted', '  ends it';
        is $w->orders_of($case), 'termination new none -', '  with one order';
    }
};

subtest 'decline, staying, no offer' => sub {
    my ($case, $k) = $w->case_at('offer');
    my $me = opened($k);
    is press($me, 'decline')->{status}, 303, 'declined';
    is $w->state_of($case), 'active offer -', '  another offer';
    like text($me), qr/We understand\. There is one more offer: Bonus/, '  in words';
    press($me, 'decline');
    is $w->state_of($case), 'escalated queue -', 'declined twice: a manager';
    like text($me), qr/will contact you by .* \(Moscow time\)\. You need not wait/, '  by when';
    press($me, 'withdraw');
    is $w->state_of($case), 'retained done withdrawn', 'stays';
    like text($me), qr/Good, nothing changes\. Contract K\d+ stays in force/, '  said so';
    ok((grep { $_ eq 'request' } @{buttons($me)}), '  another request is possible');

    $k = $w->contract;
    $me = opened($k);
    press($me, 'request');
    press($me, 'withdraw');
    like $w->state_of($w->open_case($k)), qr/lapsed$/, 'stays before a reason was named: not counted';
    ($case, $k) = $w->case_at('confirm');
    $me = opened($k);
    like text($me), qr/We have nothing to offer at the moment/, 'no offer: said so';
    is_deeply [sort @{buttons($me)}], [sort qw(ask_manager withdraw end)], '  and nothing ends unconfirmed';
};

subtest 'too late, recalled, another case' => sub {
    my ($case, $k) = $w->case_at('offer');
    my $me = opened($k);
    $w->sql("UPDATE case_offers SET expires_at = UTC_TIMESTAMP() - INTERVAL 1 MINUTE WHERE case_id = $case");
    my $r = press($me, 'accept');
    is $r->{status}, 409, 'after its hour';
    like RT::Work::text($r->{content}), qr/not possible now: the offer has expired/, '  said so, with how it is now';
    is $w->state_of($case), 'escalated queue -', '  a manager has to act';
    ($case, $k) = $w->case_at('proposal');
    $me = opened($k);
    my $html = show($me)->{content};
    $w->press($anna, "/cases/$case", 'recall', n => 2);
    is act($me, 'accept', case => $case, n => 2)->{status}, 409, 'recalled meanwhile';
    is $w->orders_of($case), '', '  no order';
    my ($other) = $w->case_at('offer');
    is act($me, $_, case => $other, n => 1)->{status}, 404, "$_ of another contract's case: not there"
        for qw(accept decline withdraw ask_manager message undo);
    is $w->state_of($other), 'active offer -', '  and nothing has happened to it';
    is act($me, 'accept', case => 999999, n => 1)->{status}, 404, 'nor of one that there is not';
};

subtest 'messages' => sub {
    my ($case, $k) = $w->case_at('work');
    my $me = opened($k);
    is press($me, 'message', text => "Please\r\ncall <me>")->{status}, 303, 'a message';
    is $w->value("SELECT CONCAT_WS(' ', direction, channel) FROM messages WHERE case_id = $case"), 'from_client link', '  is stored';
    like show($me)->{content}, qr/call &lt;me&gt;/, '  and shown, as text';
    $w->press($anna, "/cases/$case", 'message', text => 'We will.');
    like text($me), qr/You Please call .*We We will\./s, 'so is the answer';
    my $r = press($me, 'message', text => 'x' x 4001);
    is $r->{status}, 422, 'too long a message';
    like $r->{content}, qr/x{4001}/, '  is still there';
    is press($me, 'message', text => ' ')->{status}, 422, 'nor an empty one';
};

subtest 'forms of other pages, and browsers that were not asked' => sub {
    my $k  = $w->contract;
    my $me = opened($k);
    my $other = opened($w->contract);
    is act($me, 'request', -csrf => undef)->{status}, 403, 'without the token of the page';
    is act($me, 'request', -csrf => csrf_of($other))->{status}, 403, 'with that of another link';
    is act($me, 'request', -csrf => $site->csrf($anna))->{status}, 403, 'with that of a session';
    is act($me, 'request', -headers => {Origin => 'https://evil.example'})->{status}, 403, 'from another site';
    is act($me, 'request', -headers => {Origin => 'null', 'Sec-Fetch-Site' => 'cross-site'})->{status}, 403, 'from another site without a name';
    is act({path => $me->{path}, cookies => {}}, 'request')->{status}, 403, 'by who has not answered the question';
    my $forged = {path => $me->{path}, cookies => {'__Host-my' => $other->{cookies}{'__Host-my'}}};
    is act($forged, 'request')->{status}, 403, 'by who has answered that of another link';
    is $w->value("SELECT COUNT(*) FROM retention_cases WHERE contract_id = $k"), 0, 'nothing has happened';
    is act($me, 'request', -headers => {Origin => 'null', 'Sec-Fetch-Site' => 'same-origin'})->{status}, 303,
        'a browser that keeps the address to itself has no other origin';
    is $site->get('/my/' . ('x' x 22), as => $anna)->{status}, 404, 'who is signed in needs a link, too';
    is $site->get('/queue', as => $me)->{status}, 401, 'and the link opens nothing else';
    is act($me, $_)->{status}, 400, "act $_: none" for qw(take void stayed x);
};

subtest 'an answer that refuses is kept by nobody, either' => sub {
    my $me = opened($w->contract);
    my %answers = (
        403 => act($me, 'request', -csrf => 'x'),
        400 => act($me, 'take'),
        404 => $site->get('/my/' . 'x' x 22),
        405 => $site->cgi('dashboard', 'PUT', $me->{path}),
    );
    for my $status (sort keys %answers) {
        is $answers{$status}{status}, $status, "answer $status";
        is $answers{$status}{headers}{'cache-control'}, 'no-store', '  is not kept';
    }
    my $bad = $site->cgi('dashboard', 'GET', "$me->{path}?x=1");
    is $bad->{status}, 400, 'asked without nginx';
    is $bad->{headers}{'referrer-policy'}, 'no-referrer', '  the program itself says so';
    is $bad->{headers}{'cache-control'}, 'no-store', '  both';
};

subtest 'a request by the link says so' => sub {
    my $k = $w->contract;
    act(opened($k), 'request');
    my $case = $w->open_case($k);
    is $w->value("SELECT source FROM retention_cases WHERE id = $case"), 'link', 'stored';
    like RT::Work::text($site->get("/cases/$case", as => $anna)->{content}), qr/By by link /, 'on the page of the case';
    like RT::Work::text($site->get("/cases/$case?lang=ru", as => $anna)->{content}), qr/Как по ссылке /, '  in Russian, too';
};

# Version and day of a client's consent, and whether a messenger is linked.
sub consent {
    my ($k) = @_;
    return $w->value("SELECT CONCAT_WS(' ', COALESCE(consent_version, '-'), IF(consent_at IS NULL, '-', "
        . "IF(consent_at BETWEEN UTC_TIMESTAMP() - INTERVAL 1 MINUTE AND UTC_TIMESTAMP(), 'now', 'then')), "
        . "COALESCE(telegram_id, '-')) FROM clients WHERE id = $k");
}

subtest 'consent is given on a screen of its own, and taken back' => sub {
    my $k  = $w->contract(telegram => 880001);
    my $me = opened($k);
    like text($me), qr/No consent was given\. The contract is in force without it, too\./, 'none was given';
    unlike text($me), qr/Take the consent back/, '  so none is taken back';
    my $r = act($me, 'consent');
    is $r->{status}, 200, 'first it is shown';
    is consent($k), '- - 880001', '  nothing is stored';
    like $r->{content}, qr{<a href="https://example\.org/consent"[^>]*>The text of the consent, version 2026-03</a>}, '  the document, with its version';
    unlike $r->{content}, qr/name="act" value="(?:request|end|message)"/, '  and nothing else is agreed there';
    $r = act($me, 'consent', policy => '2025-01');
    is $r->{status}, 409, 'another version than the one in force';
    like RT::Work::text($r->{content}), qr/A new version of the document came out.*version 2026-03/, '  it is shown instead';
    is consent($k), '- - 880001', '  nothing is stored';
    is act($me, 'consent', policy => 'x' x 65)->{status}, 400, 'a version that is too long';
    is act($me, 'consent', policy => '2026-03', -csrf => 'x')->{status}, 403, 'not by a form of another page';
    is consent($k), '- - 880001', '  nothing is stored';
    is act($me, 'consent', policy => '2026-03')->{status}, 303, 'agreed';
    is consent($k), '2026-03 now 880001', '  stored with its version and time';
    like text($me), qr/Consent was given on .*, to version 2026-03 of the document\./, '  said so';
    unlike text($me), qr/Read and give consent/, '  and not asked for again';
    $w->sql("UPDATE clients SET consent_at = '2026-01-02 03:04:05' WHERE id = $k");
    is act($me, 'consent', policy => '2026-03')->{status}, 303, 'once more';
    is consent($k), '2026-03 then 880001', '  it stays as it was';
    like RT::Work::text($site->get("/clients/$k", as => $anna)->{content}), qr/Consent to data processing version 2026-03, 2 Jan 2026/, 'the card has it';
    my $version = $w->value("SELECT version FROM clients WHERE id = $k");
    $r = act($me, 'take_back');
    like RT::Work::text($r->{content}), qr/Take the consent back\? If a messenger of yours is linked, we will unlink it/, 'to take it back is confirmed';
    is consent($k), '2026-03 then 880001', '  nothing is stored yet';
    my ($confirm) = $r->{content} =~ /name="confirm" value="([^"]+)"/;
    my ($end) = act($me, 'end')->{content} =~ /name="confirm" value="([^"]+)"/;
    is act($me, 'take_back', confirm => $end)->{status}, 409, 'what confirms the end of the contract does not confirm this';
    is consent($k), '2026-03 then 880001', '  nothing is stored';
    is act($me, 'take_back', confirm => $confirm)->{status}, 303, 'taken back';
    is consent($k), '- - -', '  and the messenger is unlinked';
    like text($me), qr/No consent was given/, '  said so';
    cmp_ok $w->value("SELECT version FROM clients WHERE id = $k"), '>', $version, '  a form that shows what was before is stale';
    like RT::Work::text($site->get("/clients/$k", as => $anna)->{content}), qr/Consent to data processing —/, '  the card has none';
    is $w->value("SELECT GROUP_CONCAT(CONCAT_WS(' ', actor, action, COALESCE(before_value, '-'), COALESCE(after_value, '-')) ORDER BY id SEPARATOR ', ') "
        . "FROM audit_log WHERE entity = 'client' AND entity_id = $k AND action LIKE 'consent%'"),
        'nobody consent_give - 2026-03, nobody consent_withdraw 2026-03 -', 'both are on record, once';
    my $file = $site->dir . '/tmp/clients.csv';
    open my $fh, '>', $file or die $!;
    print {$fh} "client_id,telegram_id\nc$k,880001\n";
    close $fh or die $!;
    my ($out, $err, $status) = $site->retention('import', 'clients', $file);
    is $status, 0, 'a file that has the messenger' or diag $out, $err;
    is consent($k), '- - -', '  does not link it again';
    is $w->value("SELECT end_date IS NULL FROM contracts WHERE id = $k"), 1, 'the contract goes on';
};

subtest 'consent to an older version' => sub {
    my $k = $w->contract;
    $w->sql("UPDATE clients SET consent_version = '2025-01', consent_at = '2025-02-03 10:00:00' WHERE id = $k");
    my $me = opened($k);
    like text($me), qr/given on 3 Feb 2025.*version 2025-01.*The version in force now is 2026-03\..*Read and give consent.*Take the consent back/, 'both are said, both can be done';
    is act($me, 'consent', policy => '2026-03')->{status}, 303, 'agreed to the new one';
    is consent($k), '2026-03 now -', '  which replaces it';
    $w->sql("UPDATE clients SET forgotten_at = UTC_TIMESTAMP(), consent_version = NULL WHERE id = $k");
    my $r = act($me, 'consent', policy => '2026-03');
    is $r->{status}, 409, 'nothing is stored of somebody who is forgotten';
    is $w->value("SELECT consent_version IS NULL FROM clients WHERE id = $k"), 1, '  indeed';
    my $other = holder($w->contract);
    is act($other, 'consent', policy => '2026-03')->{status}, 403, 'not before the link is opened';
};

subtest 'no log has the link' => sub {
    my $me = opened($w->contract);
    show($me);
    act($me, 'request', -csrf => 'x');
    my ($token) = $me->{path} =~ m{/my/(.*)};
    for my $log (qw(access nginx dashboard)) {
        unlike $site->log($log), qr/\Q$token\E/, "the log of $log";
    }
    like $site->log('access'), qr{ GET /my/ 200 }, 'which has the page';
    for my $path ("//my/$token", "/%6dy/$token", "/my//$token", "/x/../my/$token", "/my/$token?%zz", "/my/$token?x=1") {
        my $r = $site->get($path, as => $me);
        is $r->{headers}{'referrer-policy'}, 'no-referrer', ($path =~ s/\Q$token\E/TOKEN/r) . ": $r->{status}, no other site hears of it";
        unlike $site->log($_), qr/\Q$token\E/, "  nor the log of $_" for qw(access nginx dashboard);
    }
    is $w->value("SELECT COUNT(*) FROM audit_log WHERE CONCAT_WS(' ', field, before_value, after_value) LIKE '%$token%'"), 0, 'nor has the audit log';
    is $w->value("SELECT COUNT(*) FROM client_links WHERE token_hash = '$token'"), 0, 'nor the table of links';
};

subtest 'fifty presses at once' => sub {
    my ($case, $k) = $w->case_at('offer');
    my $me = opened($k);
    my $csrf = csrf_of($me);
    my $dir = $site->dir;
    my @pids;
    for my $i (1 .. 50) {
        my $pid = fork // die "fork: $!";
        if (!$pid) {
            my $r = $site->post($me->{path}, {act => $i % 2 ? 'accept' : 'decline', n => 1, case => $case,
                nonce => sprintf('race-%038d', $i)}, as => $me, csrf => $csrf, from => "127.46.0.$i");
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
        $n{<$fh>}++;
    }
    is_deeply \%n, {303 => 25, 409 => 25}, 'one answer wins, the other side is told' or diag explain \%n;
    my $accepted = $w->state_of($case) eq 'retained done accepted';
    is $w->orders_of($case), $accepted ? 'offer new percent 2000' : '', '  and the orders agree';
    is $w->value("SELECT COUNT(*) FROM case_events WHERE case_id = $case AND kind IN ('accept', 'decline')"), 1, '  one event';
};

subtest 'one link has a limit of its own' => sub {
    my $me = holder($w->contract);
    my %n;
    $n{show($me)->{status}}++ for 1 .. 90;
    cmp_ok $n{429} // 0, '>', 0, 'whoever asks, from however many addresses';
    is show(holder($w->contract))->{status}, 200, '  another link is not concerned';
};

subtest 'in Russian' => sub {
    my ($case, $k) = $w->case_at('offer');
    my $me = opened($k);
    my $text = RT::Work::text(show($me, query => '?lang=ru')->{content});
    like $text, qr/Ваш договор.*Договор K\d+ Договор действует\..*Согласиться Нет, спасибо Позвать менеджера Остаюсь Расторгнуть договор/s, 'the page';
};

$site->finish;
done_testing;
