// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

class QHBoxLayout;
class QPushButton;
class QTabBar;

namespace ui {

class Theme;

/// The row above the cards: view tabs (48 px) at the left, tools and buttons at the right, and a
/// busy line of 2 px along its lower edge.
class PageHeader final : public QWidget {
    Q_OBJECT
public:
    explicit PageHeader(Theme& theme, QWidget* parent = nullptr);

    QTabBar* tabs() const
    {
        return m_tabs;
    } ///< empty at first; objectName and names are the page's
    void addTool(QWidget* widget); ///< at the right end
    /// A tool that has an icon and shows no text while the tabs would not fit beside it; of
    /// several the last one gives way first.
    void addShrinkingTool(QPushButton* button);
    void setBusy(bool busy); ///< a run has gone on for more than 200 ms
    void nextTab(int direction); ///< +1 or -1, around the end

protected:
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    class ViewTabs;
    struct Shrinking {
        QPushButton* button;
        QString text;
        int saves; ///< width of the text
    };
    void fit();

    Theme& m_theme;
    ViewTabs* m_viewTabs;
    QTabBar* m_tabs;
    std::vector<Shrinking> m_shrinking;
    QHBoxLayout* m_tools;
    bool m_busy = false;
};

} // namespace ui
