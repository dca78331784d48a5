#!/usr/bin/perl
# What a worker keeps of a page serves others, but for what is one visitor's
# own.  One worker, so that each answer meets what the one before has left.
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

# What differs from one answer to the next for the same visitor.
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
        ok !$seen{$_}++, '  nobody has had it before' for $tokens[0];
        $who{$name}{token} = $tokens[0];
    }
    is without_tokens(page('ann', $path)), without_tokens(page('ann', $path)),
        'but for tokens the page is the same again';
    is without_tokens(page('bob', $path)) =~ s/\Q$shown{bob}\E/$shown{ann}/r,
        without_tokens(page('ann', $path)), 'and for the name that of somebody else';
    unlike page('ann', $path), qr/(?:href|src)=""/, 'every link leads somewhere';
    unlike page('ann', $path), qr/\b[\w-]{43}[tnA-I]\b/, 'nothing is left to be filled in';
}

is $site->post('/theme', {theme => 'dark', return => '/churn'}, as => $who{bob},
    csrf => $who{ann}{token})->{status}, 403, 'a token of another page holder is refused';
is $site->post('/theme', {theme => 'dark', return => '/churn'}, as => $who{bob},
    csrf => $who{bob}{token})->{status}, 303, 'his own is taken';
like page('bob', '/churn'), qr/class="theme-dark"/, 'his page is dark';
like page('ann', '/churn'), qr/class="theme-auto"/, 'hers is not';
like page('ann', '/churn?lang=ru'), qr/lang="ru"/, 'another language is another page';
like page('ann', '/churn'), qr/<html lang="en"/, 'and does not stay';

my ($old) = page('ann', '/churn') =~ /data-generation="(\w+)"/;
$site->sql("UPDATE contracts SET end_date = '2024-06-20' WHERE id = 60");
$site->sql(RT::Site::imported_sql('contracts', '2024-06-30'));
$site->refresh;
my $page = page('ann', '/churn');
unlike $page, qr/data-generation="$old"/, 'other data are another page';

open my $mark, '>', $site->dir . '/data/held' or die $!;
close $mark;
like page('ann', '/churn'), qr/class="banner"/, 'a banner comes at once';
unlink $site->dir . '/data/held' or die $!;
unlike page('ann', '/churn'), qr/class="banner"/, 'and goes';

$site->sql("UPDATE users SET role = 'admin', name = 'Anna' WHERE id = $who{ann}{id}");
$shown{ann} = 'Anna';
$page = page('ann', '/churn');
like $page, qr{Anna<small>Admin}i, 'a new name and role are shown at once';
$site->sql("UPDATE users SET active = 0 WHERE id = $who{ann}{id}");
is $site->get('/churn', as => $who{ann})->{status}, 401, 'who may no longer is out at once';
$site->sql("UPDATE sessions SET expires_at = UTC_TIMESTAMP() WHERE user_id = $who{bob}{id}");
is $site->get('/churn', as => $who{bob})->{status}, 401, 'so is a session that has run out';

$site->finish;
done_testing;
