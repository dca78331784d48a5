#!/usr/bin/perl
# While the database is away, pages are served from the snapshot, read-only, to
# people whose browser has a recent signed copy of their session.
use strict;
use warnings;
use Digest::SHA qw(hmac_sha256 sha256_hex);
use MIME::Base64 qw(encode_base64url);
use RT::Site;
use Test::More;
use Time::HiRes qw(sleep time);

my $why = RT::Site->missing;
plan skip_all => $why if $why;

my $site = RT::Site->new->small_company->start;
my $who  = $site->sign_in(role => 'manager', lang => 'en');
my $bare = $site->sign_in(role => 'manager');
my $client = $site->sign_in(role => 'client');
delete $bare->{cookies}{'__Host-sidc'};
my $csrf = $site->csrf($who);
my ($leaving, $old, $late) = map { $site->sign_in(role => 'manager') } 1 .. 3;
my ($leave, $old_leave) = map { $site->csrf($_) } $leaving, $old;
delete $old->{cookies}{'__Host-sidc'};
is $site->get('/churn', as => $who)->{status}, 200, 'the page works at first';

# A copy of a session as the server makes it.
sub copy {
    my (%o) = @_;
    my $sid = $o{sid} // $who->{cookies}{'__Host-sid'};
    my $text = join ':', 1, $o{id} // $who->{id}, $o{role} // 'manager', 'en',
        time_at($o{age} // 0), sha256_hex($sid);
    my $key = pack 'H*', $o{key} // ('c0ffee' x 10 . 'c0ff');
    return "$text." . encode_base64url(hmac_sha256(($o{use} // 'session copy')
        . "\n$text", $key));
}
sub time_at { my ($age) = @_; return int(time) - $age }

sub ask {
    my ($copy, $sid) = @_;
    $sid //= $who->{cookies}{'__Host-sid'};
    return $site->get('/churn', headers =>
        {Cookie => "__Host-sid=$sid; __Host-sidc=$copy"});
}

$site->db->stop;

my $r = $site->get('/churn', as => $who);
is $r->{status}, 200, 'the page still works';
is $r->{headers}{'x-degraded'}, 1, 'a header says so to programs';
like $r->{content}, qr/The database cannot be reached now/, 'a banner says so to people';
like $r->{content}, qr/class="value">/, 'the figures are there';
unlike $r->{content}, qr/user\d/, 'names are not';
is $r->{headers}{'set-cookie'}, undef, 'no new copy is made from a copy';
for my $path (qw(/block/churn.png /block/churn.json /block/churn.csv /generation)) {
    is $site->get($path, as => $who)->{status}, 200, "$path still works";
}
for my $path (qw(/language /theme)) {
    $r = $site->post($path, {language => 'en', theme => 'dark'}, as => {cookies =>
        {%{$who->{cookies}}}}, csrf => $csrf);
    is $r->{status}, 503, "POST $path changes nothing";
    ok $r->{headers}{'retry-after'}, '  and says when to come back';
}
my $leaver = {cookies => {%{$leaving->{cookies}}}};
$r = $site->post('/logout', {}, as => $leaver, csrf => 'x');
is $r->{status}, 403, 'signing out needs the token of a page';
$r = $site->post('/logout', {}, as => $leaver, csrf => $leave, headers =>
    {Origin => 'https://evil.example'});
is $r->{status}, 403, '  and a page of ours as its origin';
$r = $site->post('/logout', {}, as => $leaver, csrf => $leave);
is $r->{status}, 303, 'somebody can sign out while the database is away';
is_deeply $leaver->{cookies}, {}, '  the cookies are cleared';
is $site->get('/churn', as => $leaving)->{status}, 401, '  a copy of those cookies gives no access';
$r = $site->post('/logout', {}, as => $old, csrf => $old_leave);
is $r->{status}, 303, 'so can somebody whose copy of the session is too old';
my $page = $site->get('/churn', as => $late)->{content};
my ($on_page) = $page =~ /name="csrf" value="([^"]+)"/;
is $site->post('/logout', {}, as => {cookies => {%{$late->{cookies}}}}, csrf => $on_page)->{status},
    303, 'and with the token of a page that was made without the database';
is $site->post('/logout', {}, csrf => 'x')->{status}, 401,
    'without a session there is nothing to sign out of';
is $site->get('/churn')->{status}, 401, 'without a session there is still no page';
is $site->get('/churn', as => $client)->{status}, 403, 'a client still may not see the page';
is $site->get('/churn', as => $bare)->{status}, 503,
    'a session without its copy cannot be checked';
is $site->get('/login?t=' . 'x' x 43)->{status}, 503, 'a login link cannot be looked up';
is $site->use_link('x' x 43)->{status}, 503, 'nor used';
is $site->get('/login')->{status}, 200, 'the page on how to sign in is there';

is ask(copy())->{status}, 200, 'a copy made by this test is accepted';
is ask(copy(age => 14 * 60))->{status}, 200, 'it is accepted for 14 minutes';
is ask(copy(age => 15 * 60 + 5))->{status}, 503, 'not for 15 minutes';
is ask(copy(age => -20))->{status}, 200, 'its clock may be 20 s ahead';
is ask(copy(age => -60))->{status}, 503, 'not a minute ahead';
is ask(copy(key => '00' x 32))->{status}, 503, 'signed with another key it is not accepted';
is ask(copy(use => 'form'))->{status}, 503, 'nor signed for another use';
is ask(copy(sid => 'A' x 43))->{status}, 503, 'nor of another session';
is ask(copy(role => 'king'))->{status}, 503, 'nor with an unknown role';
is ask('')->{status}, 503, 'nor when it is empty';
my $good = copy();
my @believed = grep { ask($_)->{status} == 200 } map {
    my $c = $good;
    substr($c, $_, 1) = substr($c, $_, 1) eq 'A' ? 'B' : 'A';
    $c;
} map { $_ * 7 } 0 .. int(length($good) / 7) - 1;
is scalar @believed, 0, 'nor with any one character changed';

$site->db->start;
my $until = time + 10;
sleep 0.1 while ($site->get('/churn', as => $who)->{headers}{'x-degraded'} // 0)
    && time < $until;
$r = $site->get('/churn', as => $who);
is $r->{status}, 200, 'with the database back the page works as before';
is $site->get('/churn', as => $bare)->{status}, 200, 'also without a copy of the session';
unlike $r->{content}, qr/cannot be reached/, 'without a banner';
is $site->post('/theme', {theme => 'dark', return => '/churn'}, as => $who)->{status},
    303, 'forms work';

my $gone = join ',', map { $_->{id} } $leaving, $old, $late;
my $open = "SELECT COUNT(*) FROM sessions WHERE user_id IN ($gone)";
$until = time + 30;
sleep 0.1 while $site->value($open) != 0 && time < $until;
is $site->value($open), 0, 'the sessions of those who signed out have ended';
is $site->value("SELECT COUNT(*) FROM audit_log WHERE action = 'logout' AND result = 'done' AND user_id IN ($gone)"),
    3, '  each is logged once';
is $site->get('/churn', as => $leaving)->{status}, 401, '  their cookies give no access';
is_deeply [glob $site->dir . '/data/left/*'], [], '  nothing is left to do';

$site->db->kill9->start;
is $site->get('/churn', as => $who)->{status}, 200,
    'after a restart of the database the next page works';

subtest 'the disk of the database is full' => sub {
    my $full = "FOR EACH ROW SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'full'";
    my $reader = $site->sign_in(role => 'admin', lang => 'en');
    $site->sql("UPDATE sessions SET seen_at = UTC_TIMESTAMP() - INTERVAL 5 MINUTE WHERE user_id = $reader->{id}");
    $site->sql("CREATE TRIGGER full_s BEFORE UPDATE ON sessions $full");
    $site->sql("CREATE TRIGGER full_u BEFORE UPDATE ON users $full");
    my $page = $site->get('/churn', as => $reader);
    is $page->{status}, 200, 'a page is shown, although the visit cannot be stored';
    is $page->{headers}{'x-degraded'}, undef, '  with what the database still knows';
    $page = $site->post('/language', {language => 'en'}, as => $reader);
    is $page->{status}, 503, 'a change is refused';
    like $page->{content}, qr/disk of the database is full/, '  and the page says why';
    $site->sql("DROP TRIGGER $_") for qw(full_s full_u);
};

subtest 'the database hangs' => sub {
    $site->db->pause;
    my $t = time;
    is $site->get('/churn', as => $who)->{status}, 200, 'a page waits for it once';
    cmp_ok time - $t, '<', 14, '  not longer than nginx waits';
    $t = time;
    $site->get('/churn', as => $who) for 1 .. 10;
    cmp_ok time - $t, '<', 10 * 2, '  and the next pages do not wait for a while';
    $site->db->resume;
};

$site->finish;
done_testing;
