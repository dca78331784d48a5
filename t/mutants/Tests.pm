package Tests;
# Which tests are most likely to notice a change of a file: the unit tests of
# its folder, then those of the layers above, then tests of the whole product.
use strict;
use warnings;

# folder -> [folders whose unit tests follow its own], [tests of t/e2e].
my %OF = (
    app    => [[qw(page)],             [qw(degraded pages)]],
    base   => [[qw(text import stat)], [qw(import blocks)]],
    block  => [[],                     [qw(blocks block-filters churn pages)]],
    chart  => [[qw(block)],            [qw(blocks pages)]],
    conf   => [[],                     [qw(http login)]],
    db     => [[],                     [qw(db login import)]],
    demo   => [[],                     [qw(demo)]],
    desk   => [[],                     [qw(desk desk-orders)]],
    field  => [[qw(block)],            [qw(block-filters bar http import)]],
    http   => [[],                     [qw(hook http access)]],
    import => [[],                     [qw(import-summary import import-bad import-kinds import-options
                                           import-values import-full)]],
    job    => [[],                     [qw(refresh degraded migrate)]],
    page   => [[],                     [qw(pages bar hands address http login access slots
                                           degraded churn)]],
    repo   => [[],                     [qw(rows import import-kinds login refresh)]],
    snap   => [[qw(block)],            [qw(refresh degraded blocks)]],
    stat   => [[qw(block)],            [qw(blocks churn)]],
    text   => [[qw(block chart)],      [qw(pages)]],
    tmpl   => [[],                     [qw(slots pages)]],
);
# Files that have a test of their own.
my @FILES = (
    [qr{/(?:takeover|untake|py)},                => qw(takeover)],
    [qr{/repo/(?:sessions|links|users|token|audit)}, => qw(login users access)],
    [qr{/job/migrate|/repo/(?:sqlfile|schema)},  => qw(migrate schema)],
    [qr{/repo/(?:desk_|order_|client_links)},    => qw(desk desk-orders)],
    [qr{/(?:repo|page)/(?:user|invitations|staff)|/page/(?:join|form_view|link)},
        => qw(users-page admin-access users)],
    [qr{/(?:repo/audit_log|page/audit)},         => qw(audit)],
    [qr{/repo/(?:card_|client_edits|contract_edits)|/page/(?:client_edit|contract_|edit_|card_actions)},
        => qw(card-edit card-access)],
    [qr{/repo/(?:card_views|client_card)|/page/client_(?:card|figures|own)}, => qw(card card-access)],
    [qr{/repo/client_search|/page/(?:clients|mask)}, => qw(clients)],
    [qr{/repo/contract_ends},                   => qw(contract-ends import-stretches)],
    [qr{/repo/forget},                           => qw(forget)],
    [qr{/(?:app|page)/health|/repo/queues},      => qw(health)],
    [qr{/page/(?:queue|call|case|desk_)|/repo/(?:case_links|desk_queue|desk_timeline|used_forms)},
        => qw(desk-pages desk-access)],
    [qr{/desk/worked|/(?:page|repo)/desk_work}, => qw(desk-work)],
    [qr{/block/(?:save_|holdout_)|/repo/extract}, => qw(save-rate)],
    [qr{/page/my|/repo/(?:client_links|consents)}, => qw(my-page)],
    [qr{/page/(?:offer_|offers|wordings)|/repo/(?:offer_|wordings)}, => qw(offers)],
    [qr{/page/order|/repo/order_},               => qw(orders-page)],
    [qr{/page/message|/repo/(?:message_book|desk_notices)}, => qw(messages-page)],
    [qr{/desk/(?:sweep|wake|due|hours)|/repo/(?:deliver|desk_due)}, => qw(desk-sweep deliver)],
    [qr{/page/(?:frame|page_list)},              => qw(menu frame badge)],
    [qr{/page/client_lists|/repo/client_(?:attrs|past)}, => qw(card card-edit)],
    [qr{/app/key|/block/block\.|/snap/hashes},   => qw(groups)],
    [qr{/app/logged_out},                        => qw(outage)],
    [qr{/app/value_counts},                      => qw(block-filters)],
    [qr{/repo/demo},                             => qw(demo)],
    [qr{/page/(?:login|access|session_copy)},    => qw(login access degraded)],
    [qr{/page/(?:filterbar|carried|next|problem)}, => qw(bar hands address keeps)],
    [qr{/import/(?:cases|campaigns|changes|clients|events|offers|users)}, => qw(import-kinds)],
    [qr{/import/transaction},                    => qw(import-kill)],
    [qr{/import/full},                           => qw(import-full import-order import)],
    [qr{/import/(?:conf|guess|match|names|profile|suggest)}, => qw(import-suggest)],
    [qr{/import/(?:source|workbook|xlsx2csv|zip)}, => qw(import-files import-workbook)],
    [qr{/import/(?:contract_numbers|contracts|contract_terms|stretch)|/repo/(?:contracts|spans|stretches)},
        => qw(import-stretches import-order)],
    [qr{/import/help},                           => qw(import-help)],
    [qr{/field/(?:date|when)|/base/(?:moment|zone)|/repo/day_only}, => qw(import-days import-values typed)],
    [qr{/app/followed|/job/(?:lock|refresh)|/repo/import_runs|/snap/held_mark}, => qw(half-import)],
);

sub _unique { my %seen; return grep { !$seen{$_}++ } @_ }

# Folders of unit tests for a path like "lib/stat/churn.c".
sub units {
    my ($path) = @_;
    my ($folder) = $path =~ m{^lib/(\w+)/};
    return ($folder, @{$OF{$folder} ? $OF{$folder}[0] : []});
}

# Paths of the tests of the whole product, without those that do not exist.
sub products {
    my ($path, $source) = @_;
    my ($folder) = $path =~ m{^lib/(\w+)/};
    my @own = map { $path =~ $_->[0] ? @{$_}[1 .. $#$_] : () } @FILES;
    # A page with a test of its own is hardly seen by those of the other pages.
    my @of = $folder eq 'page' && @own ? qw(pages slots) : @{$OF{$folder} ? $OF{$folder}[1] : []};
    return grep { -e "$source/$_" } map { "t/e2e/$_.t" } _unique(@own, @of);
}

1;
