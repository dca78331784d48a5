# Writing of the desk leaves cards, pictures and ETags of contracts valid.
use strict;
use warnings;
use RT::Site;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;

my $site = RT::Site->new->small_company->start;
my $who  = $site->sign_in;

sub tag { my ($path) = @_; return $site->get($path, as => $who)->{headers}{etag} // 'none' }
sub pictures {
    my ($page) = @_;
    return join ' ', $site->get($page, as => $who)->{content} =~ m{/block/[\w-]+\.png\?[^" ]*\bg=(\w+)}g;
}

my @contracts = qw(/block/churn.png /block/cohorts.png /block/cohorts.json /block/ltv.csv
    /block/overview.json);
my @desk = qw(/block/desk-funnel.json /block/kpi-indicators.png);
my %before  = map { $_ => tag($_) } @contracts, @desk;
my $cohorts = pictures('/cohorts');
like $cohorts, qr/\w{32}/, 'the addresses of pictures contain a generation';

$site->sql('INSERT INTO retention_cases (contract_id, status, reason, created_at, completed_at) '
    . "VALUES (1, 'retained', 'price', '2024-06-01 10:00:00', '2024-06-02 10:00:00')");
$site->refresh;
is tag($_), $before{$_}, "a new case does not change the ETag of $_" for @contracts;
isnt tag($_), $before{$_}, "but that of $_" for @desk;
like $site->get('/cohorts?lang=en', as => $who)->{content},
    qr/end on different days: contracts as of 30 Jun 2024, cases as of 2 Jun 2024/,
    'the head of the page names the days that differ';
is pictures('/cohorts'), $cohorts, 'the pictures of cohorts keep their addresses';
is $site->get('/block/cohorts.png', as => $who,
    headers => {'If-None-Match' => $before{'/block/cohorts.png'}})->{status}, 304,
    'and are not sent again (304)';

$site->sql("UPDATE contracts SET end_date = '2024-06-10' WHERE id = 1");
$site->refresh;
isnt tag($_), $before{$_}, "a new contract changes the ETag of $_" for @contracts;
isnt pictures('/cohorts'), $cohorts, 'and the addresses of pictures';

$site->sql("INSERT INTO payments (client_id, paid_at, amount_minor) VALUES (1, '2024-02-01', 500)");
%before = map { $_ => tag($_) } @contracts;
$site->refresh;
is tag('/block/churn.png'), $before{'/block/churn.png'}, 'churn does not read payments';
isnt tag('/block/ltv.csv'), $before{'/block/ltv.csv'}, 'LTV does';
$site->finish;
done_testing;
