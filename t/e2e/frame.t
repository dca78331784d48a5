#!/usr/bin/perl
# A worker keeps parts of a page for the next visitor, but not what belongs to
# one visitor.  There is one worker, so that each answer uses what the one
# before has left.
use strict;
use warnings;
use RT::Site;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;

my $site = RT::Site->new->start;
$site->small_company;

my %who = (
    ann  => $site->sign_in(name => 'Ann <b> & "co"', role => 'manager'),
    bob  => $site->sign_in(name => 'Bob > n', role => 'manager'),
    root => $site->sign_in(name => 'Root', role => 'admin'),
);
my %shown = (ann => 'Ann &lt;b&gt; &amp; &quot;co&quot;', bob => 'Bob &gt; n', root => 'Root');

sub page {
    my ($name, $path, %o) = @_;
    my $r = $site->get($path, as => $who{$name}, %o);
    is $r->{status}, 200, "$name gets $path";
    return $r->{content};
}

sub tokens { my ($page) = @_; return $page =~ /name="csrf" value="([^"]*)"/g }

# A page without its tokens, which differ in every answer.
sub without_tokens { my ($page) = @_; return $page =~ s/name="csrf" value="[^"]*"//gr }

for my $path ('/churn', '/churn?region=North', '/overview') {
    my %seen;
    for my $name (qw(ann bob root bob ann)) {
        my $page = page($name, $path);
        is_deeply [$page =~ /<span class="who">(.*?)<small>/], [$shown{$name}],
            '  with this name on it';
        like $page, qr{<small>\Q$who{$name}{role}\E}i, '  and this role';
        my @tokens = tokens($page);
        is scalar @tokens, 3, '  each form has its token';
        ok !$seen{$_}++, '  which nobody was given before' for $tokens[0];
        $who{$name}{token} = $tokens[0];
    }
    is without_tokens(page('ann', $path)), without_tokens(page('ann', $path)),
        'without its tokens the page is the same again';
    is without_tokens(page('bob', $path)) =~ s/\Q$shown{bob}\E/$shown{ann}/r,
        without_tokens(page('ann', $path)),
            'and the same as that of another person, without the name';
    unlike page('ann', $path), qr/(?:href|src)=""/, 'every link leads somewhere';
    unlike page('ann', $path), qr/\b[\w-]{43}[tnlwA-I]\b/, 'all placeholders are filled in';
}

is $site->post('/theme', {theme => 'dark', return => '/churn'}, as => $who{bob},
    csrf => $who{ann}{token})->{status}, 403, 'the token of another person is refused';
is $site->post('/theme', {theme => 'dark', return => '/churn'}, as => $who{bob},
    csrf => $who{bob}{token})->{status}, 303, 'his own is accepted';
like page('bob', '/churn'), qr/class="theme-dark"/, 'his page is dark';
like page('ann', '/churn'), qr/class="theme-auto"/, 'hers is not';
like page('ann', '/churn?lang=ru'), qr/lang="ru"/, 'another language is another page';
like page('ann', '/churn'), qr/<html lang="en"/, 'and does not stay';

my ($old) = page('ann', '/churn') =~ /data-generation="(\w+)"/;
$site->sql("UPDATE contracts SET end_date = '2024-06-20' WHERE id = 60");
$site->sql(RT::Site::imported_sql('contracts', '2024-06-30'));
$site->refresh;
my $page = page('ann', '/churn');
unlike $page, qr/data-generation="$old"/, 'new data give a new page';

open my $mark, '>', $site->dir . '/data/held' or die $!;
close $mark;
like page('ann', '/churn'), qr/class="banner"/, 'a banner appears at once';
unlink $site->dir . '/data/held' or die $!;
unlike page('ann', '/churn'), qr/class="banner"/, 'and disappears at once';

$site->sql("UPDATE users SET role = 'admin', name = 'Anna' WHERE id = $who{ann}{id}");
$shown{ann} = 'Anna';
$page = page('ann', '/churn');
like $page, qr{Anna<small>Admin}i, 'a new name and role are shown at once';
$site->sql("UPDATE users SET active = 0 WHERE id = $who{ann}{id}");
is $site->get('/churn', as => $who{ann})->{status}, 401,
    'who loses the right to see pages is out at once';
$site->sql("UPDATE sessions SET expires_at = UTC_TIMESTAMP() WHERE user_id = $who{bob}{id}");
is $site->get('/churn', as => $who{bob})->{status}, 401, 'so is somebody whose session has run out';

$site->finish;
done_testing;
