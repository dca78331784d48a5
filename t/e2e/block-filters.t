# When a filter selects some of the clients, by whatever attribute, every block
# gives the same result as for a company that has only these clients.
use strict;
use warnings;
use utf8;
use JSON::PP;
use RT::Site;
use Test::More;

plan skip_all => RT::Site::missing() if RT::Site::missing();

my $JSON = JSON::PP->new->canonical->utf8;
my $N    = 36;

# True for every third client: these have a region, channel, segment, plan and
# an attribute in common.
sub is_part { return $_[0] % 3 == 0 }

sub month { return sprintf '%04d-%02d', 2023 + int($_[0] / 12), 1 + $_[0] % 12 }

# The files of a company with these clients.
sub files {
    my (@who) = @_;
    my %rows = (
        clients   => 'client_id,region,channel,segment,tariff',
        contracts => 'contract_id,client_id,start_date,end_date,monthly_fee,'
            . 'monthly_profit,plan,end_cause',
        payments => 'client_id,paid_at,amount',
        activity => 'client_id,at',
        offers   => 'offer_id,offer_type,description,min_profit_threshold,cost',
        cases    => 'case_id,contract_id,initial_reason,proposed_offer_id,created_at,'
            . 'completed_at,status',
    );
    my %text = map { $_ => "$rows{$_}\n" } keys %rows;
    $text{offers} .= "1,discount,,0,15.50\n2,bonus,,0,20\n";
    for my $i (@who) {
        my $start = ($i + 1) % 12;    # others are the first
        my $ended = $i % 4 == 0;
        $text{clients} .= join(',', "c$i",
            is_part($i) ? qw(North web retail gold) : $i % 2 ? ('South', 'shop', '', 'tin')
            : ('', 'web2', 'firms', '')) . "\n";
        $text{contracts} .= join(',', "k$i", "c$i", month($start) . '-0' . (1 + $i % 9),
            $ended ? month($start + 4 + $i % 5) . '-15' : '', 100 + $i, 10 + $i,
            is_part($i) ? 'A' : 'B', $ended ? 'moved' : '') . "\n";
        for my $m ($start .. 17) {
            next if ($i + $m) % 3 == 1;
            $text{payments} .= "c$i," . month($m) . '-1' . $m % 10 . ",$i.50\n";
            $text{activity} .= "c$i," . month($m) . "-20\n";
        }
        my $status = (qw(retained churned escalated))[$i / 3 % 3];
        my $day    = month($start + 3) . '-0' . (1 + $i % 7);
        $text{cases} .= join(',', $i, "k$i", 'price', 1 + $i / 3 % 2, "$day 10:00:00",
            $status eq 'escalated' ? '' : "$day 12:00:00", $status) . "\n";
    }
    return \%text;
}

sub company {
    my $site = RT::Site->new(env => {REPORT_ZONE => 'UTC', MARGIN => '0.5'});
    my $text = files(@_);
    for my $kind (qw(clients contracts payments activity offers cases)) {
        my $file = $site->dir . "/tmp/$kind.csv";
        open my $out, '>:utf8', $file or die "$file: $!";
        print {$out} $text->{$kind};
        close $out or die $!;
        my (undef, $err, $status) = $site->retention('import', $kind, $file, '--currency',
            'RUB', $kind eq 'clients' ? qw(--attr tariff=tariff) : ());
        die "import $kind: $err" if $status != 0;
    }
    return $site->refresh('--as-of', '2024-06-30');
}

my $whole = company(1 .. $N);
my $part  = company(grep { is_part($_) } 1 .. $N);

# The answer without the mark of the cohort with which the data begin: that
# depends on all clients.
sub without_beginning {
    my ($answer) = @_;
    @{$answer->{notes}} = grep { !/the data begin/i } @{$answer->{notes}};
    for my $table (@{$answer->{tables}}) {
        my $columns = $table->{columns};
        my ($at) = grep { $columns->[$_]{name} eq 'first_seen' } 0 .. $#$columns;
        splice @$_, $at, 1 for defined $at ? @{$table->{rows}} : ();
    }
    return $answer;
}

# The result of a block without the words for the filter, or the text of an
# error.
sub answer {
    my ($site, @args) = @_;
    my ($out, $err, $status) = $site->retention('block', @args, '--format', 'json');
    return "$status: $err" if $status != 0;
    my $all = decode_json($out);
    delete $all->{filter};
    return without_beginning($all);
}

sub text_of { return ref $_[0] ? $JSON->encode($_[0]) : $_[0] }

my ($list) = $whole->retention('block', '--list');
my @ids = $list =~ /^(\S+)/mg;
cmp_ok scalar @ids, '>=', 13, 'all blocks: ' . @ids;

for my $id (@ids) {
    subtest $id => sub {
        my $all  = answer($whole, $id);
        my $want = answer($part,  $id);
        isnt text_of($want), text_of($all), 'a part differs from the whole';
        my ($filled) = grep { @{$_->{rows}} } @{$want->{tables}};
        ok $filled || grep({ defined $_->{value} } @{$want->{figures}}), 'and is not empty';
        for my $filter (qw(region=North channel=web segment=retail plan=A attr.tariff=gold)) {
            my $got = answer($whole, $id, "--$filter");
            is text_of($got), text_of($want),
                "$filter gives the same as a company of these clients alone";
        }
        is text_of(answer($whole, $id, '--region=North', '--attr.tariff=gold')),
            text_of($want), 'two filters select the clients that match both';
        is text_of(answer($whole, $id, '--segment=retail', '--segment=firms', '--segment=')),
            text_of($all),
                'several values select the clients with any of them; one value may be "none"';
        my $none = answer($whole, $id, '--attr.tariff=gold', '--channel=shop');
        is $none->{n}, 0, 'filters that exclude each other select nobody' or diag text_of($none);
        like answer($whole, $id, '--attr.size=big'), qr/^[12]: .*attr\.size/,
            'an attribute that nobody has is named';
    };
}
$_->finish for $whole, $part;
done_testing;
