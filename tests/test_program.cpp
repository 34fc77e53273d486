// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_program.h"

#include <QTemporaryDir>
#include <QTest>
#ifdef QT_WIDGETS_LIB
#include <QApplication>
using Application = QApplication;
#else
#include <QCoreApplication>
using Application = QCoreApplication;
#endif

#include <cstdio>
#include <filesystem>
#include <map>
#include <string>

namespace {

std::map<std::string, test_program::Factory>& tests()
{
    // Made by the first test that registers: the order in which files start is not defined.
    static std::map<std::string, test_program::Factory> map;
    return map;
}

int usage(const char* program)
{
    std::fprintf(stderr, "usage: %s TEST [options of Qt Test]\nTEST is one of\n", program);
    for (const auto& [name, make] : tests())
        std::fprintf(stderr, "  %s\n", name.c_str());
    return 2;
}

} // namespace

bool test_program::add(const char* sourceFile, Factory make)
{
    return tests().emplace(std::filesystem::path(sourceFile).stem().string(), make).second;
}

/// Runs one test class: ctest calls the program once for each, so none sees what another left.
int main(int argc, char** argv)
{
    const auto test = argc > 1 ? tests().find(argv[1]) : tests().end();
    if (test == tests().end())
        return usage(argv[0]);
    const QTemporaryDir userData; // no test may touch what the user keeps
    qputenv("SEPARATRIX_USER_DIR", userData.path().toUtf8());
    argv[1] = argv[0]; // what Qt Test reads is the call without the name
    int count = argc - 1;
    Application application(count, argv + 1);
    const auto object = test->second();
    return QTest::qExec(object.get(), count, argv + 1);
}
