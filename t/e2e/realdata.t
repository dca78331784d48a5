# Real data sets are imported, and the blocks give the same figures as
# independent implementations.
use strict;
use warnings;
use utf8;
use Encode ();
use File::Temp qw(tempdir);
use IO::Uncompress::Gunzip qw($GunzipError);
use JSON::PP;
use Math::BigFloat;
use RT::Expected;
use RT::Site;
use Test::More;

plan skip_all => RT::Site::missing() if RT::Site::missing();
my $shared = RT::Expected::shared();
plan skip_all => 'the data sets of ../shared are not here' if !$shared;
my $data = "$shared/data";
my $tmp  = tempdir(CLEANUP => 1);

# A site into which the files of `@imports` (lists of arguments) are imported.
sub site_with {
    my ($zone, @imports) = @_;
    my $site = RT::Site->new(env => {REPORT_ZONE => $zone});
    for my $args (@imports) {
        my (undef, $err, $status) = $site->retention('import', @$args);
        is $status, 0, "import $args->[0]" or diag $err;
    }
    return $site->refresh;
}

sub block {
    my ($site, @args) = @_;
    my ($out, $err, $status) = $site->retention('block', @args);
    die "block @args: $err" if $status != 0;
    utf8::decode($out);
    return $out;
}

sub table { return RT::Expected::csv(block(@_, '--format', 'csv')) }

# Reference files have numbers in incomplete cells, where ours are undefined.
sub unless_complete {
    my ($row, $column) = @_;
    return ($row->{complete} // 1) ne '1' && $column =~ /retention|revenue/;
}

sub is_table {
    my ($got, $file, $name) = @_;
    return is RT::Expected::differences($got, RT::Expected::table($file),
        unless => \&unless_complete), '', $name;
}

{
    my $site = site_with('America/New_York',
        ['payments', "$data/cdnow/CDNOW_sample.txt", '--separator', 'blank',
            '--columns', 'full_id,id,day,cds,dollars', '--map', 'client_id=id',
            '--map', 'paid_at=day', '--map', 'amount=dollars',
            '--currency', 'USD', '--as-of', '1998-06-30']);
    my @cohorts = ('cohorts', '--source', 'payments', '--by', 'month');
    is_table(table($site, @cohorts), 'cdnow_sample_cohort_monthly.csv',
        'CDNOW: monthly cohorts');
    is_table(table($site, @cohorts, '--table', 'pooled'),
        'cdnow_sample_cohort_pooled.csv', 'CDNOW: pooled');
}

# Only purchases, one amount in each row, rounded half to even; and the country
# of each client's first purchase.
sub online_retail {
    my $in = IO::Uncompress::Gunzip->new(
        "$data/online_retail/online_retail_2010-12_2011-05.csv.gz")
        or die $GunzipError;
    my (%country, %first);
    open my $out, '>:utf8', "$tmp/payments.csv" or die $!;
    print {$out} "client_id,paid_at,amount\n";
    $in->getline;
    while (defined(my $line = $in->getline)) {
        $line =~ s/\r?\n\z//;
        my @f;
        push @f, defined $1 ? $1 =~ s/""/"/gr : $2
            while $line =~ /\G(?:"((?:[^"]|"")*)"|([^,]*))(?:,|\z)/gc && @f < 8;
        my ($invoice, $quantity, $at, $price, $id, $country) = @f[0, 3, 4, 5, 6, 7];
        next if $id eq '' || $invoice =~ /^C/ || $quantity <= 0 || $price <= 0;
        my $amount = Math::BigFloat->new($price)->bmul($quantity)
            ->bfround(-2, 'even');
        $id =~ s/\.0\z//;
        print {$out} "$id,$at,$amount\n";
        ($first{$id}, $country{$id}) = ($at, $country)
            if !defined $first{$id} || $at lt $first{$id};
    }
    close $out or die $!;
    open my $clients, '>:utf8', "$tmp/clients.csv" or die $!;
    print {$clients} "client_id,region\n",
        map {"$_,$country{$_}\n"} sort keys %country;
    close $clients or die $!;
}

{
    online_retail();
    my $site = site_with('Europe/London',
        ['clients', "$tmp/clients.csv", '--currency', 'GBP'],
        ['payments', "$tmp/payments.csv", '--currency', 'GBP',
            '--as-of', '2011-05-31']);
    my @cohorts = ('cohorts', '--source', 'payments', '--by', 'month');
    is_table(table($site, @cohorts), 'online_retail_h1_cohort_monthly.csv',
        'Online Retail: monthly cohorts');
    is_table(table($site, @cohorts, '--table', 'pooled'),
        'online_retail_h1_cohort_pooled.csv', 'Online Retail: pooled');
    for my $country ('France', 'Germany', 'United Kingdom') {
        is_table(table($site, @cohorts, '--region', $country),
            'online_retail_h1_cohort_monthly_' . $country =~ tr/ /_/r . '.csv',
            "Online Retail: $country alone");
    }
}

for my $zone (['UTC', 'utc'], ['America/Los_Angeles', 'los_angeles']) {
    my $site = site_with($zone->[0],
        ['activity', "$data/collegemsg/CollegeMsg.txt", '--separator', 'blank',
            '--columns', 'sender,receiver,at', '--map', 'client_id=sender',
            '--map', 'at=at', '--as-of', '2004-10-26']);
    is_table(table($site, 'cohorts', '--source', 'activity', '--by', 'week'),
        "collegemsg_cohort_weekly_$zone->[1].csv",
        "CollegeMsg: weekly cohorts in $zone->[0]");
}

{
    my $site = site_with('Europe/Paris',
        ['contracts', "$data/eusaving/eusaving_contracts.csv",
            (map { ('--map', $_) } qw(contract_id=policy.ID client_id=policy.ID
                start_date=issue.date end_date=termination.date)),
            '--open-when', 'lapse.reason=In force', '--as-of', '2007-12-31']);
    is RT::Expected::differences(
        table($site, 'age-cohorts', '--by', 'year', '--step', 'year'),
        RT::Expected::table('age_cohort_eusaving_yearly.csv')), '',
        'eusaving: yearly cohorts by age';
}

{
    # The row of a contract ends on the day on which the next row with its id
    # begins, so the line number serves as the id.
    my $site = site_with('UTC',
        ['contracts', "$data/fixtures/mrr/subscriptions.csv", '--map',
            'client_id=customer_id', '--map', 'contract_id=@line', '--map',
            'monthly_fee=monthly_amount']);
    my $want = RT::Expected::table('mrr_movements.csv');
    my ($from, $to) = ($want->[1][0], $want->[-1][0]);
    $site->refresh('--as-of', "$to-31") if $to =~ /-(?:01|03|05|07|08|10|12)$/;
    $want->[0][0] = 'period';
    my $got = table($site, 'mrr', '--from', $from, '--to', $to);
    # The names in the reference file of two columns that have common names
    # here.
    is RT::Expected::differences($got, $want), '',
        'every movement to the cent, every ratio';
}

# The filter with which a set of the expected file was made.
sub kpi_filter {
    my ($set) = @_;
    return () if $set eq 'all';
    return ('--from', $1, '--to', $1)
        if $set =~ /^(?:empty_)?(?:year|quarter|month)_(.+)$/;
    return map { ('--offer_type', $_) } qw(bonus_gb free_month)
        if $set eq 'offer_bonus_or_free';
    return ('--offer_type', $1) if $set =~ /^offer_(.+)$/;
    die "no filter is known for the set $set";
}

for my $size (qw(small medium)) {
    my $dir = "$data/fixtures/retention_$size";
    my $site = site_with('Europe/Moscow',
        ['contracts', "$dir/contracts.csv"],
        ['offers', "$dir/offers.csv"],
        ['cases', "$dir/retention_cases.csv"]);
    is RT::Expected::differences(
        table($site, 'revenue-expense-graph', '--by', 'month'),
        RT::Expected::table("retention_${size}_by_month_offer.csv")), '',
        "$size: income and expenses by month and offer type";
    open my $in, '<:raw', "$data/expected/retention_${size}_kpi.json" or die $!;
    my $kpi = decode_json(do { local $/; <$in> })->{kpi};
    for my $set (sort keys %$kpi) {
        my $answer = decode_json(Encode::encode_utf8(
                block($site, 'kpi-indicators', kpi_filter($set), '--format', 'json')));
        my %figure = map { $_->{name} => $_ } @{$answer->{figures}};
        my @bad;
        for my $group (qw(original better)) {
            for my $name (sort keys %{$kpi->{$set}{$group}}) {
                my $want = $kpi->{$set}{$group}{$name};
                my $got = $figure{$name =~ s/_wilson95$//r};
                push @bad, "no figure $name" and next if !$got;
                my @got = ref $want ? @$got{qw(low high)} : $got->{value};
                my @want = ref $want ? @$want : $want;
                for my $i (0 .. $#want) {
                    my ($g, $w) = map { $_ // '' } $got[$i], $want[$i];
                    push @bad, "$name: $g, not $w" if !RT::Expected::same($g, $w);
                }
            }
        }
        is join("\n", @bad), '', "$size: every indicator, $set";
    }
}
done_testing;
