#!/usr/bin/perl
# Who may do what on the work pages: every page and every event, by everybody,
# for a case of their own, of another manager, of nobody, and none at all; with
# DESK_SEE=all and own.
use strict;
use warnings;
use RT::Site;
use RT::Work;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;

# Everything that an event needs, so that only the right to it decides.
my %FIELDS = (
    reason      => {reason => 'price', words => 'again', source => 'phone', note => 'x'},
    accept      => {n => 1, source => 'phone', note => 'x'},
    decline     => {n => 1, source => 'phone', note => 'x'},
    ask_manager => {source => 'phone', note => 'x'},
    withdraw    => {source => 'phone', note => 'x'},
    end         => {confirmed => 1, source => 'phone', note => 'x'},
    take        => {},
    callback    => {},
    release     => {},
    no_answer   => {},
    pass        => {},
    assign      => {},
    propose     => {offer => 3},
    recall      => {n => 1},
    comment     => {text => 'x'},
    message     => {text => 'x'},
    stayed      => {},
    left        => {note => 'x'},
    undo        => {},
    reopen      => {},
    void        => {},
    lapse       => {},
    reissue     => {order => 1},
);
# Events that only the case's own manager may ask for, and administrators.
my %OWN = map { $_ => 1 } qw(callback release no_answer pass propose recall stayed left);
my %ADMIN = map { $_ => 1 } qw(assign lapse);

for my $see (qw(all own)) {
    my $w = RT::Work->new(env => {DESK_SEE => $see}, workers => 2);
    my $site = $w->site;
    my $anna = $w->staff('anna');
    my $boris = $w->staff('boris');
    my $chief = $w->staff('chief', role => 'admin');
    my $client = $site->sign_in(name => 'client', role => 'client');
    my $changed = sub { my ($sql) = @_; my $who = $site->sign_in; $w->sql(sprintf $sql, $who->{id}); return $who };
    my %refused = (
        stranger => [{cookies => {}}, 401],
        client   => [$client, 403],
        demoted  => [$changed->("UPDATE users SET role = 'client' WHERE id = %d"), 403],
        disabled => [$changed->('UPDATE users SET active = 0 WHERE id = %d'), 401],
        expired  => [$changed->('UPDATE sessions SET expires_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE user_id = %d'), 401],
        idle     => [$changed->('UPDATE sessions SET seen_at = UTC_TIMESTAMP() - INTERVAL 31 MINUTE WHERE user_id = %d'), 401],
    );
    # Anna works on one, nobody on the other; each with an offer that waits.
    my ($hers, $her_contract) = $w->case_at('work');
    my ($free, $free_contract) = $w->case_at('queue', by => 'chief');
    my $at = $w->value("SELECT DATE_FORMAT(UTC_TIMESTAMP() + INTERVAL 2 DAY, '%Y-%m-%dT12:00')");
    $FIELDS{callback} = {at => $at};
    $FIELDS{pass} = $FIELDS{assign} = {user => $boris->{id}};
    my $rows = sub {
        return join ' ', map { $w->value("SELECT COUNT(*) FROM $_") }
            qw(retention_cases case_events case_offers orders messages notices), ;
    };
    my $count = $rows->();

    subtest "DESK_SEE=$see: who is not of the staff" => sub {
        for my $name (sort keys %refused) {
            my ($who, $want) = @{$refused{$name}};
            my $token = $want == 401 ? $site->csrf($anna) : $site->csrf($who);
            for my $path ('/queue', '/queue?who=tell', (map { "/cases/$_" } $hers, $free, 999999),
                map { "/calls/$_" } $her_contract, 999999) {
                is $site->get($path, as => $who)->{status}, $want, "GET $path by $name";
            }
            for my $event (sort keys %FIELDS) {
                for my $case ($hers, $free, 999999) {
                    is $w->press($who, "/cases/$case", $event, %{$FIELDS{$event}}, -csrf => $token)->{status}, $want,
                        "$event of $case by $name";
                }
            }
            for my $form (['/queue/find', {q => RT::Work::number($her_contract)}], ['/queue/told', {notice => 1}],
                ["/cases/$hers/show", {}], ["/calls/$her_contract", {nonce => RT::Work::nonce(), note => 'x'}]) {
                is $site->post(@$form, as => $who, csrf => $token)->{status}, $want, "POST $form->[0] by $name";
            }
        }
        is $rows->(), $count, 'nothing has happened';
    };

    subtest "DESK_SEE=$see: forms that are not of our pages" => sub {
        my $alien = $site->csrf($boris);
        for my $path ("/cases/$hers", "/cases/$hers/show", '/queue/find', '/queue/told', "/calls/$her_contract") {
            my %f = (event => 'comment', text => 'x', nonce => RT::Work::nonce(), q => 'x', notice => 1, note => 'x');
            is $site->post($path, \%f, as => $anna, csrf => undef)->{status}, 403, "$path without a token";
            is $site->post($path, \%f, as => $anna, csrf => $alien)->{status}, 403, "$path with the token of another";
            is $site->post($path, \%f, as => $anna, headers => {Origin => 'https://evil.example'})->{status}, 403,
                "$path from another site";
        }
        is $rows->(), $count, 'nothing has happened';
    };

    subtest "DESK_SEE=$see: pages" => sub {
        my $hidden = $see eq 'own' ? 404 : 200;
        for my $row ([anna => $anna, 200, 200], [boris => $boris, $hidden, 200], [chief => $chief, 200, 200]) {
            my ($name, $who, $own, $nobody) = @$row;
            is $site->get("/cases/$hers", as => $who)->{status}, $own, "Anna's case by $name";
            is $site->get("/calls/$her_contract", as => $who)->{status}, $own, "  its call screen";
            is $site->post("/cases/$hers/show", {}, as => $who)->{status}, $own, '  its contact data';
            is $site->post('/queue/find', {q => RT::Work::number($her_contract)}, as => $who)->{status},
                $own == 200 ? 303 : 422, '  its number';
            my @seen = $site->get('/queue?who=all', as => $who)->{content} =~ m{<td><a href="/cases/(\d+)"}g;
            is scalar(grep { $_ == $hers } @seen), $own == 200 ? 1 : 0, '  the queue';
            is $site->get("/cases/$free", as => $who)->{status}, $nobody, "nobody's case by $name";
            is $site->get("/calls/$free_contract", as => $who)->{status}, $nobody, '  its call screen';
            is scalar(grep { $_ == $free } @seen), 1, '  the queue';
            is $site->get('/cases/999999', as => $who)->{status}, 404, "none by $name";
            is $site->get('/calls/999999', as => $who)->{status}, 404, '  nor a contract';
        }
        like RT::Work::text($site->get('/queue?who=all', as => $boris)->{content}),
            $see eq 'own' ? qr/Mine 0 All 1 / : qr/Mine 0 All 2 /, 'tabs count what is seen';
    };

    subtest "DESK_SEE=$see: one's own contract is nobody's to work on" => sub {
        my $k = $w->contract(telegram => 555);
        my $case = $w->open($chief, $k);
        $w->sql("UPDATE users SET telegram_id = 555 WHERE id = $boris->{id}");
        is $site->get("/cases/$case", as => $boris)->{status}, 404, 'not there for its client';
        is $site->get("/calls/$k", as => $boris)->{status}, 404, '  nor on the call screen';
        is $w->press($boris, "/cases/$case", 'take')->{status}, 404, '  nor to take';
        is $w->word($boris, $case, 'end', confirmed => 1)->{status}, 404, '  nor to end';
        is $site->post("/calls/$k", {nonce => RT::Work::nonce(), note => 'x'}, as => $boris)->{status}, 404, '  nor to open';
        is scalar(grep { $_ == $case } $site->get('/queue?who=all', as => $boris)->{content} =~ m{<td><a href="/cases/(\d+)"}g),
            0, '  nor in the queue';
        $w->sql("UPDATE users SET telegram_id = NULL WHERE id = $boris->{id}");
        $w->word($chief, $case, 'withdraw');
    };

    # Each event on a fresh case, by each of the staff: a right answer is 303, or
    # 409 and 422 where the state or a field stands against it; 404 is "not
    # there", the same as for a case that there is not.
    subtest "DESK_SEE=$see: every event" => sub {
        for my $event (sort keys %FIELDS) {
            for my $row ([anna => $anna], [boris => $boris], [chief => $chief]) {
                my ($name, $who) = @$row;
                my $manager = $name ne 'chief';
                is $w->press($who, '/cases/999999', $event, %{$FIELDS{$event}})->{status}, 404,
                    "$event of no case by $name";
                for my $whose (qw(hers free)) {
                    my ($case) = $w->case_at($whose eq 'hers' ? 'work' : 'queue', by => $whose eq 'hers' ? 'anna' : 'chief');
                    my $before = $w->state_of($case);
                    my $status = $w->press($who, "/cases/$case", $event, %{$FIELDS{$event}})->{status};
                    my $not_there = $manager && ($ADMIN{$event}
                        || ($whose eq 'hers' && $name eq 'boris' && ($see eq 'own' || $OWN{$event}))
                        || ($event eq 'void' && !($whose eq 'hers' && $name eq 'anna')));
                    # Anna's case is hers already; taken from her only by an administrator.
                    $not_there = 1 if $event eq 'take' && $name eq 'boris' && $whose eq 'hers';
                    if ($not_there) {
                        is $status, 404, "$event of $whose by $name: not there";
                        is $w->state_of($case), $before, '  and it is as it was';
                    } else {
                        like $status, qr/^(?:303|409|422)$/, "$event of $whose by $name: answered";
                    }
                }
            }
        }
        is $w->value("SELECT COUNT(*) FROM audit_log WHERE result = 'refused' AND action LIKE 'case\\_%'") > 0 ? 1 : 0, 1,
            'what was refused is in the audit log';
    };

    subtest "DESK_SEE=$see: a role counts from the next request on" => sub {
        my $vera = $w->staff('vera');
        my ($case) = $w->case_at('queue', by => 'vera');
        is $w->press($vera, "/cases/$case", 'take')->{status}, 303, 'a manager takes it';
        my $token = $site->csrf($vera);
        $w->sql("UPDATE users SET role = 'client' WHERE id = $vera->{id}");
        is $w->press($vera, "/cases/$case", 'comment', text => 'x', -csrf => $token)->{status}, 403, 'demoted: not any more';
        is $site->get("/cases/$case", as => $vera)->{status}, 403, '  nor to see';
    };
    $site->finish;
}

done_testing;
