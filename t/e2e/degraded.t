#!/usr/bin/perl
# While the database is away: the snapshot serves on, read-only, to who can
# show a fresh signed copy of a session.
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
is $site->get('/churn', as => $who)->{status}, 200, 'all is well at first';

# A copy as the server makes it.
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
is $r->{status}, 200, 'the page goes on';
is $r->{headers}{'x-degraded'}, 1, 'and says so to programs';
like $r->{content}, qr/The database cannot be reached now/, 'and to people';
like $r->{content}, qr/class="value">/, 'with its figures';
unlike $r->{content}, qr/user\d/, 'and without names';
is $r->{headers}{'set-cookie'}, undef, 'no new copy is made from a copy';
for my $path (qw(/block/churn.png /block/churn.json /block/churn.csv /generation)) {
    is $site->get($path, as => $who)->{status}, 200, "$path goes on";
}
for my $path (qw(/language /theme)) {
    $r = $site->post($path, {language => 'en', theme => 'dark'}, as => {cookies =>
        {%{$who->{cookies}}}}, csrf => $csrf);
    is $r->{status}, 503, "POST $path changes nothing";
    ok $r->{headers}{'retry-after'}, '  and says when to come back';
}
my $leaver = {cookies => {%{$leaving->{cookies}}}};
$r = $site->post('/logout', {}, as => $leaver, csrf => 'x');
is $r->{status}, 403, 'leaving needs the token of a page';
$r = $site->post('/logout', {}, as => $leaver, csrf => $leave, headers =>
    {Origin => 'https://evil.example'});
is $r->{status}, 403, '  and must come from here';
$r = $site->post('/logout', {}, as => $leaver, csrf => $leave);
is $r->{status}, 303, 'somebody leaves while the database is away';
is_deeply $leaver->{cookies}, {}, '  his cookies are taken away';
is $site->get('/churn', as => $leaving)->{status}, 401, '  and open nothing more';
$r = $site->post('/logout', {}, as => $old, csrf => $old_leave);
is $r->{status}, 303, 'so can who has no copy of his session that is fresh enough';
my $page = $site->get('/churn', as => $late)->{content};
my ($on_page) = $page =~ /name="csrf" value="([^"]+)"/;
is $site->post('/logout', {}, as => {cookies => {%{$late->{cookies}}}}, csrf => $on_page)->{status},
    303, 'and by a page that was made without the database';
is $site->post('/logout', {}, csrf => 'x')->{status}, 401, 'who has no session cannot leave';
is $site->get('/churn')->{status}, 401, 'nobody is still nobody';
is $site->get('/churn', as => $client)->{status}, 403, 'a client is still a client';
is $site->get('/churn', as => $bare)->{status}, 503,
    'a session without its copy cannot be told from a wrong one';
is $site->get('/login?t=' . 'x' x 43)->{status}, 503, 'a link cannot be looked up';
is $site->use_link('x' x 43)->{status}, 503, 'nor used';
is $site->get('/login')->{status}, 200, 'the page on how to sign in is there';

is ask(copy())->{status}, 200, 'a copy as this test makes it is believed';
is ask(copy(age => 14 * 60))->{status}, 200, 'for 14 minutes';
is ask(copy(age => 15 * 60 + 5))->{status}, 503, 'not for 15';
is ask(copy(age => -20))->{status}, 200, 'a clock may be 20 s ahead';
is ask(copy(age => -60))->{status}, 503, 'not a minute';
is ask(copy(key => '00' x 32))->{status}, 503, 'by another key it is not believed';
is ask(copy(use => 'form'))->{status}, 503, 'nor signed for another use';
is ask(copy(sid => 'A' x 43))->{status}, 503, 'nor with another session';
is ask(copy(role => 'king'))->{status}, 503, 'nor with a role that is none';
is ask('')->{status}, 503, 'nor empty';
my $good = copy();
my @believed = grep { ask($_)->{status} == 200 } map {
    my $c = $good;
    substr($c, $_, 1) = substr($c, $_, 1) eq 'A' ? 'B' : 'A';
    $c;
} map { $_ * 7 } 0 .. int(length($good) / 7) - 1;
is scalar @believed, 0, 'nor with any character changed';

$site->db->start;
my $until = time + 10;
sleep 0.1 while ($site->get('/churn', as => $who)->{headers}{'x-degraded'} // 0)
    && time < $until;
$r = $site->get('/churn', as => $who);
is $r->{status}, 200, 'the database is back, and so is the page';
is $site->get('/churn', as => $bare)->{status}, 200, 'for everybody';
unlike $r->{content}, qr/cannot be reached/, 'without a banner';
is $site->post('/theme', {theme => 'dark', return => '/churn'}, as => $who)->{status},
    303, 'forms work';

my $gone = join ',', map { $_->{id} } $leaving, $old, $late;
my $open = "SELECT COUNT(*) FROM sessions WHERE user_id IN ($gone)";
$until = time + 30;
sleep 0.1 while $site->value($open) != 0 && time < $until;
is $site->value($open), 0, 'the sessions of those who left have ended';
is $site->value("SELECT COUNT(*) FROM audit_log WHERE action = 'logout' AND result = 'done' AND user_id IN ($gone)"),
    3, '  each is written down once';
is $site->get('/churn', as => $leaving)->{status}, 401, '  and opens nothing';
is_deeply [glob $site->dir . '/data/left/*'], [], '  nothing is left to be done';

$site->db->kill9->start;
is $site->get('/churn', as => $who)->{status}, 200,
    'a database that was killed and is back goes unnoticed';

subtest 'a database whose disk is full' => sub {
    my $full = "FOR EACH ROW SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'full'";
    my $reader = $site->sign_in(role => 'admin', lang => 'en');
    $site->sql("UPDATE sessions SET seen_at = UTC_TIMESTAMP() - INTERVAL 5 MINUTE WHERE user_id = $reader->{id}");
    $site->sql("CREATE TRIGGER full_s BEFORE UPDATE ON sessions $full");
    $site->sql("CREATE TRIGGER full_u BEFORE UPDATE ON users $full");
    my $page = $site->get('/churn', as => $reader);
    is $page->{status}, 200, 'a page is shown, though when it was cannot be noted';
    is $page->{headers}{'x-degraded'}, undef, '  by what the database still knows';
    $page = $site->post('/language', {language => 'en'}, as => $reader);
    is $page->{status}, 503, 'what would change something is refused';
    like $page->{content}, qr/disk of the database is full/, '  and says why';
    $site->sql("DROP TRIGGER $_") for qw(full_s full_u);
};

subtest 'a database that hangs' => sub {
    $site->db->pause;
    my $t = time;
    is $site->get('/churn', as => $who)->{status}, 200, 'is waited for once';
    cmp_ok time - $t, '<', 14, '  for less than nginx waits';
    $t = time;
    $site->get('/churn', as => $who) for 1 .. 10;
    cmp_ok time - $t, '<', 10 * 2, '  and then not again for a while';
    $site->db->resume;
};

$site->finish;
done_testing;
