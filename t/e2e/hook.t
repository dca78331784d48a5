#!/usr/bin/perl
# What lib/http offers for webhooks: a secret in a header, a raw body with its
# type and limit, and work after the answer.  Also: workers end after a number
# of requests.  Over a real FastCGI socket.
use strict;
use warnings;
use POSIX qw(mkfifo);
use RT::Fcgi;
use RT::Site;
use Test::More;
use Time::HiRes qw(sleep);

my $why = RT::Site->missing;
plan skip_all => $why if $why;

my $SECRET = 'Abc-123_' x 4;
my $MOST   = 1024 * 1024;
my $site = RT::Site->new;
my ($log, $gate) = map { $site->dir . "/tmp/$_" } qw(hook.log gate);
mkfifo($gate, 0600) or die "$gate: $!";
$site->set_env(HOOK_LOG => $log, HOOK_GATE => $gate, WEBHOOK_SECRET => $SECRET);
$site->retention('user', 'list');
my $program = RT::Site::build() . '/t/helper/hook';
$site->start_pool('hook', $program);
my $socket = $site->dir . '/run/hook.sock';

sub noted { open my $fh, '<', $log or return ''; local $/; return scalar <$fh> }
sub vars {
    my ($method, $path, $body, @more) = @_;
    return [REQUEST_METHOD => $method, REQUEST_URI => $path, HTTP_HOST => 'localhost',
        CONTENT_TYPE => 'application/json', CONTENT_LENGTH => length $body, @more];
}
my @SECRET = (HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN => $SECRET);
sub update {
    my ($body, @more) = @_;
    return RT::Fcgi::ask($socket, vars('POST', '/hook', $body, @more), $body);
}

subtest 'only requests with the secret are accepted' => sub {
    my $header = $SECRET[0];
    my %wrong = (
        'no header'          => [],
        'an empty one'       => [$header => ''],
        'another one'        => [$header => $SECRET =~ tr/A/B/r],
        'its beginning'      => [$header => substr $SECRET, 0, -1],
        'the right one and a letter more' => [$header => $SECRET . 'x'],
        'the right one twice' => [@SECRET, @SECRET],
        'two joined'         => [$header => "$SECRET, $SECRET"],
        'another header'     => [HTTP_X_SECRET => $SECRET],
    );
    for my $what (sort keys %wrong) {
        my $r = update('{"id": "wrong"}', @{$wrong{$what}});
        is $r->{status}, 401, "$what: 401";
        unlike $r->{content}, qr/\Q$SECRET/, '  and the answer does not reveal it';
    }
    is noted(), '', 'none of them reached the handler';
    is update('{"id": "right"}', @SECRET)->{status}, 200, 'the secret: 200';
    is noted(), "took right\n", 'reached it';
    my $r = RT::Fcgi::ask($socket, [@{vars('POST', '/hook', '')}, CONTENT_LENGTH => 500]);
    is $r->{status}, 401, 'with a wrong secret the body is not awaited';
    is RT::Fcgi::ask($socket, vars('GET', '/hook', ''))->{status}, 405, 'nor a GET heard';
};

subtest 'a body must have its type and respect its limit' => sub {
    my $fill = sub { my $n = $_[0]; return '{"id": "' . ('x' x ($n - 10)) . '"}' };
    is update($fill->($MOST), @SECRET)->{status}, 200, '1 MiB is taken';
    is update($fill->($MOST + 1), @SECRET)->{status}, 413, 'one byte more is not';
    for my $case (['{"id": "a"', 400, qr/valid JSON/], ['', 400, qr/valid JSON/],
        ['{"id": "a", "id": "b"}', 400, qr/valid JSON/], ["{\n\"id\"\n", 400, qr/line [23]/]) {
        my $r = update($case->[0], @SECRET, HTTP_ACCEPT_LANGUAGE => 'en');
        is $r->{status}, $case->[1], "'$case->[0]' is $case->[1]";
        like $r->{content}, $case->[2], '  and said';
    }
    my @json = @{vars('POST', '/hook', '{}', @SECRET)};
    s{^application/json$}{text/plain} for @json;
    my $r = RT::Fcgi::ask($socket, \@json, '{}');
    is $r->{status}, 400, 'another type is refused';
    like $r->{content}, qr{text/plain.*application/json}, '  and the message names the right one';

    my @form = @{vars('POST', '/form', 'id=form', HTTP_ORIGIN => 'http://localhost')};
    is RT::Fcgi::ask($socket, \@form, 'id=form')->{status}, 400, 'a form handler refuses JSON';
    s{^application/json$}{application/x-www-form-urlencoded} for @form;
    is RT::Fcgi::ask($socket, \@form, 'id=form')->{status}, 200, 'and accepts a form';
    like noted(), qr/^form form$/m, '  and reaches its handler';
    @form = map { $_ eq '7' ? 65537 : $_ } @form;
    is RT::Fcgi::ask($socket, \@form)->{status}, 413,
        'a route without its own limit has that of forms';
};

subtest 'the work is done after the answer' => sub {
    my $r = update('{"id": "slow", "later": true}', @SECRET);
    is $r->{status}, 200, 'answered';
    like noted(),   qr/^took slow$/m,   '  the handler has run';
    unlike noted(), qr/^worked slow$/m, '  the work has not been done yet';
    open my $go, '>', $gate or die "$gate: $!";
    syswrite $go, 'x';
    close $go;
    is update('{"id": "next"}', @SECRET)->{status}, 200, 'the next one is answered';
    like noted(), qr/^worked slow\ntook next$/m, '  after the work of the first';
    is update('{"id": "bad", "later": true, "fail": true}', @SECRET)->{status}, 500,
        'a handler may fail';
    is update('{"id": "then"}', @SECRET)->{status}, 200, '  the next request is answered';
    unlike noted(), qr/worked bad/, '  and the work of the failed one is not done';
};

subtest 'after SIGTERM a worker finishes its work' => sub {
    is update('{"id": "last", "later": true}', @SECRET)->{status}, 200, 'answered';
    kill 'TERM', $site->worker('hook1');
    open my $go, '>', $gate or die "$gate: $!";
    syswrite $go, 'x';
    close $go;
    is $site->end_worker('hook1'), 0, 'the worker ends with status 0';
    like noted(), qr/^worked last$/m, 'and has done the work';
};

subtest 'plain CGI also works after the answer' => sub {
    my $child = fork // die "fork: $!";
    if ($child == 0) { open my $go, '>', $gate or die $!; syswrite $go, 'x'; POSIX::_exit(0) }
    my $r = $site->cgi('t/helper/hook', POST => '/hook', content =>
        '{"id": "cgi", "later": true}', env => {CONTENT_TYPE => 'application/json', @SECRET});
    waitpid $child, 0;
    is $r->{status}, 200, 'answered';
    like noted(), qr/^took cgi\nworked cgi$/m, 'the work is done';
};

subtest 'without WEBHOOK_SECRET nobody is accepted' => sub {
    $site->set_env(WEBHOOK_SECRET => '');
    $site->start_pool('hook', $program);
    is update('{"id": "open"}', @$_)->{status}, 401, 'the request is refused'
        for [], [@SECRET], [$SECRET[0] => ''];
    unlike noted(), qr/open/, 'nothing reached the handler';
};

subtest 'a worker ends after its number of requests' => sub {
    my $pid = $site->worker('hook1');
    my $ask = sub { return RT::Fcgi::ask($socket, vars('GET', '/pid', ''))->{content} };
    my $before = 3;    # requests in the subtest above
    my %by;
    $by{$ask->() // ''}++ for 1 .. 10_000 - $before;
    is_deeply \%by, {"$pid\n" => 10_000 - $before}, 'it answers 10,000';
    is $site->end_worker('hook1', 0), 0, 'then it ends by itself with status 0';
    $site->start_pool('hook', $program);
    isnt $ask->(), "$pid\n", 'a new worker answers';
};

$site->stop;
my @alarm = grep { /"level":"error"/ && !/asked to fail/ } split /\n/, $site->log('hook');
is join("\n", @alarm), '', 'no other error in the log';
$site->finish;
done_testing;
